"""The account and its file: opening, furnishing, upgrading, and sharing it within a process."""
