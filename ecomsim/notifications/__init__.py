"""Messages that leave the account: e-mail integrations and the outbox behind them."""
