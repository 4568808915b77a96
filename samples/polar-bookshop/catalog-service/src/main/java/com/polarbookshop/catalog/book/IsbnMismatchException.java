package com.polarbookshop.catalog.book;

public class IsbnMismatchException extends RuntimeException {

    public IsbnMismatchException(String addressed, String sent) {
        super("The address names ISBN " + addressed + " but the book carries ISBN " + sent + ".");
    }
}
