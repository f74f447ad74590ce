-- What was answered to requests that create something, so that the same request again gets the same answer and creates nothing more. Key and body are kept
-- as digests; the key's covers the address that it was sent to.
CREATE TABLE idempotency (
    member_id BIGINT NOT NULL REFERENCES members (id),
    key_hash TEXT NOT NULL,
    body_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, key_hash)
);
