package com.polarbookshop.catalog.book;

import java.math.BigDecimal;
import java.time.Instant;

/** The books that the tests speak of. */
final class Books {

    static final String ISBN = "9780000000019";

    static final BookRequest REQUEST =
            new BookRequest(ISBN, "Northern Lights", "Iris Snowfall", "Polarsophia", new BigDecimal("12.90"));

    static final Book STORED = new Book(7L, ISBN, "Northern Lights", "Iris Snowfall", "Polarsophia",
            new BigDecimal("12.90"), Instant.parse("2026-01-02T03:04:05Z"), Instant.parse("2026-01-02T03:04:05Z"), 1);

    private Books() {
    }
}
