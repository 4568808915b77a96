package com.polarbookshop.catalog.book;

import java.math.BigDecimal;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BookRequestTest {

    private final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();

    @Test
    void aCompleteBookIsValid() {
        assertThat(validator.validate(Books.REQUEST)).isEmpty();
    }

    @ParameterizedTest(name = "{5}")
    @CsvSource(nullValues = "null", textBlock = """
            null,          Title, Author, 9.90,        isbn,   no ISBN
            12-34,         Title, Author, 9.90,        isbn,   an ISBN with a dash
            12345678901,   Title, Author, 9.90,        isbn,   an ISBN of 11 digits
            1234567890,    '  ',  Author, 9.90,        title,  a blank title
            1234567890,    Title, null,   9.90,        author, no author
            1234567890,    Title, Author, null,        price,  no price
            1234567890,    Title, Author, 0,           price,  a price of nothing
            1234567890,    Title, Author, 9.999,       price,  a price in tenths of a cent
            1234567890,    Title, Author, 123456789.0, price,  a price out of range
            """)
    void whatIsWrongIsSaidOfTheRightField(
            String isbn, String title, String author, BigDecimal price, String field, String name) {
        assertThat(validator.validate(new BookRequest(isbn, title, author, null, price)))
                .singleElement()
                .satisfies(violation -> assertThat(violation.getPropertyPath()).hasToString(field));
    }
}
