"""Functions Snowflake has and this emulator has not: calling one is an unsupported feature, not an unknown function.

Each has the reason why it is not there, which the generated page of functions shows.
"""

from __future__ import annotations

_REASONS: dict[str, str] = {
    "the type FILE is not there": """
        FILE_URL FL_GET_CONTENT_TYPE FL_GET_ETAG FL_GET_FILE_TYPE FL_GET_LAST_MODIFIED FL_GET_RELATIVE_PATH
        FL_GET_SCOPED_FILE_URL FL_GET_SIZE FL_GET_STAGE FL_GET_STAGE_FILE_URL FL_IS_AUDIO FL_IS_COMPRESSED
        FL_IS_DOCUMENT FL_IS_IMAGE FL_IS_VIDEO TO_FILE TRY_TO_FILE
    """,
    "models run in Snowflake's service": """
        AGENT_RUN AI_AGG AI_CLASSIFY AI_COMPLETE AI_COUNT_TOKENS AI_EMBED AI_EXTRACT AI_FILTER AI_PARSE_DOCUMENT
        AI_REDACT AI_SENTIMENT AI_SIMILARITY AI_SUMMARIZE_AGG AI_TRANSCRIBE AI_TRANSLATE PARSE_DOCUMENT PROMPT
    """,
    "URLs of files are given out by Snowflake's service": """
        BUILD_SCOPED_FILE_URL BUILD_STAGE_FILE_URL GET_PRESIGNED_URL
    """,
    "a stage is no argument of a scalar function here": """
        GET_ABSOLUTE_PATH GET_RELATIVE_PATH GET_STAGE_LOCATION
    """,
    "the cells of the H3 grid need its library": """
        H3_CELL_TO_BOUNDARY H3_CELL_TO_CHILDREN H3_CELL_TO_CHILDREN_STRING H3_CELL_TO_PARENT H3_CELL_TO_POINT
        H3_COMPACT_CELLS H3_COVERAGE H3_GET_RESOLUTION H3_GRID_DISK H3_GRID_DISTANCE H3_GRID_PATH H3_INT_TO_STRING
        H3_IS_PENTAGON H3_IS_VALID_CELL H3_LATLNG_TO_CELL H3_POINT_TO_CELL H3_POLYGON_TO_CELLS H3_STRING_TO_INT
    """,
    "operations on whole shapes need a geometry library": """
        ST_ASEWKB ST_ASEWKT ST_BUFFER ST_CENTROID ST_COLLECT ST_CONTAINS ST_COVEREDBY ST_COVERS ST_DIFFERENCE
        ST_DISJOINT ST_ENVELOPE ST_GEOGFROMGEOHASH ST_HAUSDORFFDISTANCE ST_INTERSECTION ST_INTERSECTS ST_ISVALID
        ST_POINTN ST_SETSRID ST_SIMPLIFY ST_SRID ST_SYMDIFFERENCE ST_TRANSFORM ST_UNION ST_WITHIN ST_XMAX ST_XMIN
        ST_YMAX ST_YMIN
    """,
    "a table is not cut into micro-partitions": """
        SYSTEM$CLUSTERING_DEPTH SYSTEM$CLUSTERING_INFORMATION SYSTEM$CLUSTERING_RATIO
    """,
    "pipes load files of this machine: there are no queues of a cloud and no streaming channels": """
        SYSTEM$CONVERT_PIPES_SQS_TO_SNS SYSTEM$SNOWPIPE_STREAMING_UPDATE_CHANNEL_OFFSET_TOKEN
    """,
    "a policy's body does not know what it is attached to": """
        SYSTEM$GET_TAG_ON_CURRENT_COLUMN SYSTEM$GET_TAG_ON_CURRENT_TABLE
    """,
    "there are no references for applications": """
        SYSTEM$QUERY_REFERENCE SYSTEM$REFERENCE
    """,
    "there are no Native Apps and no instances of classes": """
        IS_APPLICATION_INSTALLED_FROM_ACCOUNT IS_APPLICATION_ROLE_ACTIVATED IS_INSTANCE_ROLE_IN_SESSION
        IS_ROLE_ACTIVATED
    """,
    "there are no webhook integrations": """
        SANITIZE_WEBHOOK_CONTENT
    """,
    "it is about Snowflake's own service: networks, sign-on, releases, containers, acceleration": """
        ESTIMATE_REMAINING_DML_HISTORY SYSTEM$ALLOWLIST SYSTEM$AUTO_REFRESH_STATUS SYSTEM$BEHAVIOR_CHANGE_BUNDLE_STATUS
        SYSTEM$ESTIMATE_QUERY_ACCELERATION SYSTEM$GENERATE_SAML_CSR SYSTEM$GENERATE_SCIM_ACCESS_TOKEN
        SYSTEM$GET_PRIVATELINK SYSTEM$INTERNAL_STAGES_PUBLIC_ACCESS_STATUS SYSTEM$MIGRATE_SAML_IDP_REGISTRATION
        SYSTEM$REGISTRY_LIST_IMAGES SYSTEM$SHOW_OAUTH_CLIENT_SECRETS SYSTEM$WAIT_FOR_SERVICES SYSTEM$WHITELIST
    """,
    "the rules by which Snowflake's analyzers cut text into tokens are not there": """
        SEARCH SEARCH_IP
    """,
    "plans are given as JSON by EXPLAIN and SYSTEM$EXPLAIN_PLAN_JSON": """
        EXPLAIN_JSON
    """,
}

KNOWN_SNOWFLAKE: dict[str, str] = {name: reason for reason, names in _REASONS.items() for name in names.split()}
"""Name to reason."""
