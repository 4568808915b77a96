CREATE TABLE book (
    id                 BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    isbn               VARCHAR(13)    NOT NULL UNIQUE,
    title              VARCHAR(255)   NOT NULL,
    author             VARCHAR(255)   NOT NULL,
    publisher          VARCHAR(255),
    price              NUMERIC(10, 2) NOT NULL,
    created_date       TIMESTAMPTZ    NOT NULL,
    last_modified_date TIMESTAMPTZ    NOT NULL,
    version            INTEGER        NOT NULL
);
