package com.polarbookshop.catalog.book;

import java.io.IOException;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.json.JsonTest;
import org.springframework.boot.test.json.JacksonTester;

import static org.assertj.core.api.Assertions.assertThat;

@JsonTest
class BookJsonTest {

    @Autowired
    private JacksonTester<Book> books;

    @Autowired
    private JacksonTester<BookRequest> requests;

    @Test
    void aBookIsWritten() throws IOException {
        assertThat(books.write(Books.STORED)).isEqualToJson("""
                {
                  "id": 7,
                  "isbn": "9780000000019",
                  "title": "Northern Lights",
                  "author": "Iris Snowfall",
                  "publisher": "Polarsophia",
                  "price": 12.90,
                  "createdDate": "2026-01-02T03:04:05Z",
                  "lastModifiedDate": "2026-01-02T03:04:05Z",
                  "version": 1
                }
                """);
    }

    @Test
    void aRequestIsRead() throws IOException {
        assertThat(requests.parseObject("""
                {
                  "isbn": "9780000000019",
                  "title": "Northern Lights",
                  "author": "Iris Snowfall",
                  "publisher": "Polarsophia",
                  "price": 12.90
                }
                """)).isEqualTo(Books.REQUEST);
    }
}
