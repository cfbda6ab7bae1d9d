-- The tables of `sioview export --format sqlite` (docs/capture-format.md).
CREATE TABLE session (
    key INTEGER PRIMARY KEY, sid TEXT NOT NULL, eio INTEGER NOT NULL, client TEXT NOT NULL, node TEXT, path TEXT NOT NULL,
    opened_at TEXT NOT NULL, last_at TEXT NOT NULL, upgraded_at TEXT, ended_at TEXT, ended_by TEXT, end_reason TEXT,
    client_packets INTEGER NOT NULL, server_packets INTEGER NOT NULL, client_bytes INTEGER NOT NULL,
    server_bytes INTEGER NOT NULL
) STRICT;

CREATE TABLE connection (
    id INTEGER PRIMARY KEY, opened_at TEXT NOT NULL, ended_at TEXT, client TEXT NOT NULL, node TEXT, transport TEXT,
    session_key INTEGER, method TEXT NOT NULL, target TEXT NOT NULL, http_version TEXT NOT NULL, status INTEGER,
    request_headers TEXT NOT NULL, response_headers TEXT NOT NULL
) STRICT;

CREATE TABLE packet (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, at_us INTEGER NOT NULL, connection INTEGER NOT NULL, session_key INTEGER,
    session TEXT, client TEXT NOT NULL, node TEXT, dir TEXT NOT NULL, transport TEXT NOT NULL, eio INTEGER NOT NULL,
    engine TEXT, type TEXT, ns TEXT, ns_query TEXT, event TEXT, ack_id INTEGER, ack_of INTEGER, latency_ms REAL,
    answered_by INTEGER, size INTEGER NOT NULL, args TEXT, data TEXT, recovery_offset TEXT, raw TEXT, raw_bytes BLOB,
    fault TEXT, fault_message TEXT, truncated INTEGER NOT NULL, redacted TEXT NOT NULL
) STRICT;

CREATE TABLE attachment (packet INTEGER NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (packet, number))
STRICT, WITHOUT ROWID;

CREATE TABLE message (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, at_us INTEGER NOT NULL, connection INTEGER NOT NULL, client TEXT NOT NULL,
    node TEXT, dir TEXT NOT NULL, size INTEGER NOT NULL, text TEXT, bytes BLOB, fault TEXT, fault_message TEXT,
    truncated INTEGER NOT NULL, redacted TEXT NOT NULL
) STRICT;

CREATE TABLE http (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, at_us INTEGER NOT NULL, connection INTEGER NOT NULL, session TEXT,
    client TEXT NOT NULL, node TEXT, method TEXT NOT NULL, path TEXT NOT NULL, status INTEGER, body TEXT, body_bytes BLOB,
    truncated INTEGER NOT NULL, redacted TEXT NOT NULL
) STRICT;

CREATE TABLE close (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, at_us INTEGER NOT NULL, connection INTEGER NOT NULL, session TEXT,
    client TEXT NOT NULL, node TEXT, by TEXT NOT NULL, how TEXT NOT NULL, code INTEGER, reason TEXT
) STRICT;

CREATE TABLE gap (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, at_us INTEGER NOT NULL, connection INTEGER NOT NULL, session TEXT,
    client TEXT NOT NULL, node TEXT, dir TEXT, bytes INTEGER, packets INTEGER, "from" TEXT NOT NULL, "to" TEXT,
    why TEXT NOT NULL
) STRICT;

-- Rows that somebody marked, and what was written to them.
CREATE TABLE mark (id INTEGER PRIMARY KEY, comment TEXT NOT NULL) STRICT;

CREATE INDEX packet_session ON packet (session_key, id);
CREATE INDEX packet_event ON packet (event, id) WHERE event IS NOT NULL;
