package com.polarbookshop.catalog.book;

import java.math.BigDecimal;

import jakarta.validation.constraints.Digits;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;

/** What a client sends to add or replace a book. */
public record BookRequest(
        @NotNull(message = "is missing")
        @Pattern(regexp = "\\d{10}|\\d{13}", message = "must be 10 or 13 digits")
        String isbn,

        @NotBlank(message = "is missing")
        @Size(max = 255, message = "must have at most 255 characters")
        String title,

        @NotBlank(message = "is missing")
        @Size(max = 255, message = "must have at most 255 characters")
        String author,

        @Size(max = 255, message = "must have at most 255 characters")
        String publisher,

        @NotNull(message = "is missing")
        @Positive(message = "must be greater than zero")
        @Digits(integer = 8, fraction = 2, message = "must be a number like 12.90")
        BigDecimal price) {
}
