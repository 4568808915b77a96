package com.polarbookshop.catalog.testdata;

import java.math.BigDecimal;
import java.util.List;

import com.polarbookshop.catalog.book.BookAlreadyExistsException;
import com.polarbookshop.catalog.book.BookCatalog;
import com.polarbookshop.catalog.book.BookRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Puts a few books on the shelf before the service says that it is ready. */
@Component
@Profile("testdata")
class TestDataLoader implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(TestDataLoader.class);

    private static final List<BookRequest> BOOKS = List.of(
            book("9780000000019", "Northern Lights over Tromsø", "Iris Snowfall", "12.90"),
            book("9780000000026", "The Polar Bear's Almanac", "Ursula Isbjørn", "24.50"),
            book("9780000000033", "Containers on the Quay", "Henrik Kaai", "19.00"));

    private final BookCatalog catalog;

    TestDataLoader(BookCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        long added = BOOKS.stream().filter(this::addIfMissing).count();
        log.info("Test data: {} of {} books added", added, BOOKS.size());
    }

    private boolean addIfMissing(BookRequest book) {
        try {
            catalog.add(book);
            return true;
        } catch (BookAlreadyExistsException alreadyThere) {
            return false;
        }
    }

    private static BookRequest book(String isbn, String title, String author, String price) {
        return new BookRequest(isbn, title, author, "Polarsophia", new BigDecimal(price));
    }
}
