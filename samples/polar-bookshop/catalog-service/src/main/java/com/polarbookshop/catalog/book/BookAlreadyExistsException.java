package com.polarbookshop.catalog.book;

public class BookAlreadyExistsException extends RuntimeException {

    public BookAlreadyExistsException(String isbn) {
        super("A book with ISBN " + isbn + " exists already.");
    }
}
