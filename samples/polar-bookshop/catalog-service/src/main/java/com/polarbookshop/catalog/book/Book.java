package com.polarbookshop.catalog.book;

import java.math.BigDecimal;
import java.time.Instant;

import org.springframework.data.annotation.CreatedDate;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.LastModifiedDate;
import org.springframework.data.annotation.Version;

/** A book as it is stored. A version of 0 marks one that is not stored yet. */
public record Book(
        @Id Long id,
        String isbn,
        String title,
        String author,
        String publisher,
        BigDecimal price,
        @CreatedDate Instant createdDate,
        @LastModifiedDate Instant lastModifiedDate,
        @Version int version) {

    static Book from(BookRequest request) {
        return new Book(null, request.isbn(), request.title(), request.author(), request.publisher(),
                request.price(), null, null, 0);
    }

    Book changedTo(BookRequest request) {
        return new Book(id, isbn, request.title(), request.author(), request.publisher(),
                request.price(), createdDate, lastModifiedDate, version);
    }
}
