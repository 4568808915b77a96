package com.polarbookshop.catalog.testdata;

import java.util.ArrayList;
import java.util.List;

import com.polarbookshop.catalog.book.BookAlreadyExistsException;
import com.polarbookshop.catalog.book.BookCatalog;
import com.polarbookshop.catalog.book.BookRequest;
import jakarta.validation.Validation;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

class TestDataLoaderTest {

    private final BookCatalog catalog = mock();
    private final TestDataLoader loader = new TestDataLoader(catalog);

    @Test
    void everyBookIsOneThatAClientCouldAdd() {
        List<BookRequest> added = new ArrayList<>();
        when(catalog.add(any())).then(call -> {
            added.add(call.getArgument(0));
            return null;
        });

        loader.run(null);

        var validator = Validation.buildDefaultValidatorFactory().getValidator();
        assertThat(added).hasSize(3).allSatisfy(book -> assertThat(validator.validate(book)).isEmpty());
    }

    @Test
    void aSecondStartFindsTheBooksAndGoesOn() {
        when(catalog.add(any())).thenThrow(new BookAlreadyExistsException("9780000000019"));
        assertThatCode(() -> loader.run(null)).doesNotThrowAnyException();
    }
}
