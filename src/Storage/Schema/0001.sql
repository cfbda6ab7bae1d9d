-- Version 1 of the capture format (docs/capture-format.md). A script that has shipped is never edited.

-- What is true of the whole file, by name.
CREATE TABLE capture (name TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;

-- Every repeated string, once: event names, namespaces, clients, nodes, fault codes.
CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

-- Header lists as [["Name","value"],...]; a value that differs every time is null here and kept with its connection.
CREATE TABLE header_set (id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, headers TEXT NOT NULL) STRICT;

CREATE TABLE connection (
    id INTEGER PRIMARY KEY,
    opened_at_us INTEGER NOT NULL,
    ended_at_us INTEGER,
    client_id INTEGER NOT NULL,
    node_id INTEGER,
    transport INTEGER,
    session_key INTEGER,
    method TEXT NOT NULL,
    target TEXT NOT NULL,
    http_version TEXT NOT NULL,
    status INTEGER,
    request_headers INTEGER NOT NULL,
    request_values TEXT,
    response_headers INTEGER NOT NULL,
    response_values TEXT
) STRICT;

CREATE TABLE session (
    key INTEGER PRIMARY KEY,
    sid TEXT NOT NULL,
    eio INTEGER NOT NULL,
    claimed_eio INTEGER,
    client_id INTEGER NOT NULL,
    node_id INTEGER,
    path TEXT NOT NULL,
    opened_at_us INTEGER NOT NULL,
    first_transport INTEGER NOT NULL,
    upgraded_at_us INTEGER,
    ping_interval_ms INTEGER,
    ping_timeout_ms INTEGER,
    max_payload INTEGER,
    last_at_us INTEGER NOT NULL,
    ended_at_us INTEGER,
    ended_by INTEGER,
    end_reason TEXT,
    client_packets INTEGER NOT NULL,
    server_packets INTEGER NOT NULL,
    client_bytes INTEGER NOT NULL,
    server_bytes INTEGER NOT NULL,
    heartbeat_count INTEGER,
    heartbeat_min_us INTEGER,
    heartbeat_last_us INTEGER,
    heartbeat_max_us INTEGER
) STRICT;

-- The plain columns of every row; what is wide is in a block, or in pending_payload while it is young.
CREATE TABLE capture_row (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    connection_id INTEGER NOT NULL,
    session_key INTEGER,
    client_id INTEGER NOT NULL,
    node_id INTEGER,
    direction INTEGER,
    transport INTEGER,
    eio INTEGER,
    engine_type INTEGER,
    sio_type INTEGER,
    parser INTEGER,
    namespace_id INTEGER,
    event_id INTEGER,
    ack_id INTEGER,
    ack_of INTEGER,
    latency_us INTEGER,
    size INTEGER,
    attachments INTEGER,
    fault_id INTEGER,
    flags INTEGER NOT NULL
) STRICT;

CREATE TABLE answer (event_row INTEGER PRIMARY KEY, ack_row INTEGER NOT NULL, latency_us INTEGER) STRICT;

CREATE TABLE pending_payload (id INTEGER PRIMARY KEY, payload BLOB NOT NULL) STRICT;

CREATE TABLE block (
    first_row INTEGER PRIMARY KEY,
    last_row INTEGER NOT NULL,
    codec INTEGER NOT NULL,
    raw_bytes INTEGER NOT NULL,
    data BLOB NOT NULL
) STRICT;

-- 4,096 ids each (id >> 12), written when complete: what occurs in it, so that queries skip the others.
CREATE TABLE segment (
    id INTEGER PRIMARY KEY,
    rows INTEGER NOT NULL,
    min_at_us INTEGER NOT NULL,
    max_at_us INTEGER NOT NULL,
    min_connection INTEGER NOT NULL,
    max_connection INTEGER NOT NULL,
    max_size INTEGER NOT NULL,
    max_latency_us INTEGER NOT NULL,
    kinds INTEGER NOT NULL,
    directions INTEGER NOT NULL,
    transports INTEGER NOT NULL,
    eios INTEGER NOT NULL,
    engine_types INTEGER NOT NULL,
    sio_types INTEGER NOT NULL,
    flags INTEGER NOT NULL
) STRICT;

-- field: 1 session, 2 event, 3 namespace, 4 client, 5 node, 6 fault; value -1: too many to list, any may occur.
CREATE TABLE segment_index (
    field INTEGER NOT NULL,
    value INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    PRIMARY KEY (field, value, segment)
) STRICT, WITHOUT ROWID;

CREATE VIEW packets AS
SELECT
    r.id,
    strftime('%Y-%m-%dT%H:%M:%S', r.at_us / 1000000, 'unixepoch') || printf('.%06dZ', r.at_us % 1000000) AS at,
    r.at_us,
    r.connection_id AS connection,
    s.sid AS session,
    c.text AS client,
    n.text AS node,
    CASE r.direction WHEN 0 THEN 'client' WHEN 1 THEN 'server' END AS dir,
    CASE r.transport WHEN 0 THEN 'polling' WHEN 1 THEN 'websocket' END AS transport,
    r.eio,
    CASE r.engine_type WHEN 0 THEN 'open' WHEN 1 THEN 'close' WHEN 2 THEN 'ping' WHEN 3 THEN 'pong'
        WHEN 4 THEN 'message' WHEN 5 THEN 'upgrade' WHEN 6 THEN 'noop' END AS engine,
    CASE r.sio_type WHEN 0 THEN 'CONNECT' WHEN 1 THEN 'DISCONNECT' WHEN 2 THEN 'EVENT' WHEN 3 THEN 'ACK'
        WHEN 4 THEN 'CONNECT_ERROR' WHEN 5 THEN 'BINARY_EVENT' WHEN 6 THEN 'BINARY_ACK' END AS type,
    ns.text AS ns,
    e.text AS event,
    r.ack_id,
    r.ack_of,
    r.latency_us / 1000.0 AS latency_ms,
    a.ack_row AS answered_by,
    r.size,
    r.attachments,
    f.text AS fault,
    r.flags & 1 AS truncated
FROM capture_row r
LEFT JOIN session s ON s.key = r.session_key
LEFT JOIN word c ON c.id = r.client_id
LEFT JOIN word n ON n.id = r.node_id
LEFT JOIN word ns ON ns.id = r.namespace_id
LEFT JOIN word e ON e.id = r.event_id
LEFT JOIN word f ON f.id = r.fault_id
LEFT JOIN answer a ON a.event_row = r.id
WHERE r.kind = 0;

CREATE VIEW other_rows AS
SELECT
    r.id,
    CASE r.kind WHEN 1 THEN 'message' WHEN 2 THEN 'http' WHEN 3 THEN 'close' WHEN 4 THEN 'gap' END AS kind,
    strftime('%Y-%m-%dT%H:%M:%S', r.at_us / 1000000, 'unixepoch') || printf('.%06dZ', r.at_us % 1000000) AS at,
    r.at_us,
    r.connection_id AS connection,
    s.sid AS session,
    c.text AS client,
    n.text AS node,
    CASE r.direction WHEN 0 THEN 'client' WHEN 1 THEN 'server' END AS dir,
    r.size,
    f.text AS fault,
    r.flags & 1 AS truncated
FROM capture_row r
LEFT JOIN session s ON s.key = r.session_key
LEFT JOIN word c ON c.id = r.client_id
LEFT JOIN word n ON n.id = r.node_id
LEFT JOIN word f ON f.id = r.fault_id
WHERE r.kind <> 0;

CREATE VIEW sessions AS
SELECT
    s.key,
    s.sid,
    s.eio,
    s.claimed_eio,
    c.text AS client,
    n.text AS node,
    s.path,
    s.opened_at_us,
    s.last_at_us,
    s.ended_at_us,
    CASE s.first_transport WHEN 0 THEN 'polling' WHEN 1 THEN 'websocket' END AS first_transport,
    s.upgraded_at_us,
    CASE s.ended_by WHEN 0 THEN 'client' WHEN 1 THEN 'server' WHEN 2 THEN 'proxy' END AS ended_by,
    s.end_reason,
    s.client_packets,
    s.server_packets,
    s.client_bytes,
    s.server_bytes
FROM session s
LEFT JOIN word c ON c.id = s.client_id
LEFT JOIN word n ON n.id = s.node_id;

CREATE VIEW connections AS
SELECT
    x.id,
    x.opened_at_us,
    x.ended_at_us,
    c.text AS client,
    n.text AS node,
    CASE x.transport WHEN 0 THEN 'polling' WHEN 1 THEN 'websocket' END AS transport,
    s.sid AS session,
    x.method,
    x.target,
    x.http_version,
    x.status,
    q.headers AS request_headers,
    p.headers AS response_headers
FROM connection x
LEFT JOIN session s ON s.key = x.session_key
LEFT JOIN word c ON c.id = x.client_id
LEFT JOIN word n ON n.id = x.node_id
LEFT JOIN header_set q ON q.id = x.request_headers
LEFT JOIN header_set p ON p.id = x.response_headers;
