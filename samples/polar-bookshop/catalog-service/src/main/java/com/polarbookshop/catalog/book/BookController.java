package com.polarbookshop.catalog.book;

import java.util.List;

import jakarta.validation.Valid;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

@RestController
@RequestMapping("/books")
class BookController {

    private final BookCatalog catalog;

    BookController(BookCatalog catalog) {
        this.catalog = catalog;
    }

    @GetMapping
    List<Book> list() {
        return catalog.all();
    }

    @GetMapping("/{isbn}")
    Book show(@PathVariable String isbn) {
        return catalog.byIsbn(isbn);
    }

    @PostMapping
    ResponseEntity<Book> add(@Valid @RequestBody BookRequest request, UriComponentsBuilder here) {
        Book book = catalog.add(request);
        return ResponseEntity.created(here.path("/books/{isbn}").build(book.isbn())).body(book);
    }

    @PutMapping("/{isbn}")
    Book replace(@PathVariable String isbn, @Valid @RequestBody BookRequest request) {
        return catalog.replace(isbn, request);
    }

    @DeleteMapping("/{isbn}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String isbn) {
        catalog.remove(isbn);
    }
}
