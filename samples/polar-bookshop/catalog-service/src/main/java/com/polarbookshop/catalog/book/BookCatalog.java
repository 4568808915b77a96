package com.polarbookshop.catalog.book;

import java.util.List;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;

@Service
public class BookCatalog {

    private final BookRepository books;

    public BookCatalog(BookRepository books) {
        this.books = books;
    }

    public List<Book> all() {
        return books.findAllByOrderByTitle();
    }

    public Book byIsbn(String isbn) {
        return books.findByIsbn(isbn).orElseThrow(() -> new BookNotFoundException(isbn));
    }

    public Book add(BookRequest request) {
        if (books.existsByIsbn(request.isbn())) {
            throw new BookAlreadyExistsException(request.isbn());
        }
        try {
            return books.save(Book.from(request));
        } catch (DuplicateKeyException lostTheRace) {
            throw new BookAlreadyExistsException(request.isbn());
        }
    }

    public Book replace(String isbn, BookRequest request) {
        if (!isbn.equals(request.isbn())) {
            throw new IsbnMismatchException(isbn, request.isbn());
        }
        return books.save(byIsbn(isbn).changedTo(request));
    }

    public void remove(String isbn) {
        if (books.deleteByIsbn(isbn) == 0) {
            throw new BookNotFoundException(isbn);
        }
    }
}
