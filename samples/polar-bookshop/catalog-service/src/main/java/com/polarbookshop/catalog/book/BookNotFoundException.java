package com.polarbookshop.catalog.book;

public class BookNotFoundException extends RuntimeException {

    public BookNotFoundException(String isbn) {
        super("There is no book with ISBN " + isbn + ".");
    }
}
