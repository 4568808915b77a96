package com.polarbookshop.catalog.book;

import java.math.BigDecimal;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.InjectMocks;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;
import org.springframework.dao.DuplicateKeyException;

import static com.polarbookshop.catalog.book.Books.ISBN;
import static com.polarbookshop.catalog.book.Books.REQUEST;
import static com.polarbookshop.catalog.book.Books.STORED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.returnsFirstArg;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

@ExtendWith(MockitoExtension.class)
class BookCatalogTest {

    @Mock
    private BookRepository books;

    @InjectMocks
    private BookCatalog catalog;

    @Test
    void aNewBookIsStored() {
        when(books.save(Book.from(REQUEST))).thenReturn(STORED);
        assertThat(catalog.add(REQUEST)).isEqualTo(STORED);
    }

    @Test
    void aKnownIsbnIsNotAddedAgain() {
        when(books.existsByIsbn(ISBN)).thenReturn(true);
        assertThatThrownBy(() -> catalog.add(REQUEST))
                .isInstanceOf(BookAlreadyExistsException.class)
                .hasMessageContaining(ISBN);
        verify(books, never()).save(any());
    }

    @Test
    void twoClientsThatAddTheSameBookAtOnceGetOneBook() {
        when(books.save(any())).thenThrow(new DuplicateKeyException("book_isbn_key"));
        assertThatThrownBy(() -> catalog.add(REQUEST)).isInstanceOf(BookAlreadyExistsException.class);
    }

    @Test
    void aReplacedBookKeepsItsIdentityAndVersion() {
        when(books.findByIsbn(ISBN)).thenReturn(Optional.of(STORED));
        when(books.save(any())).then(returnsFirstArg());

        var cheaper = new BookRequest(ISBN, "Northern Lights", "Iris Snowfall", null, new BigDecimal("9.90"));
        Book replaced = catalog.replace(ISBN, cheaper);

        assertThat(replaced.id()).isEqualTo(STORED.id());
        assertThat(replaced.version()).isEqualTo(STORED.version());
        assertThat(replaced.createdDate()).isEqualTo(STORED.createdDate());
        assertThat(replaced.price()).isEqualByComparingTo("9.90");
        assertThat(replaced.publisher()).isNull();
    }

    @Test
    void aBookIsNotReplacedByOneWithAnotherIsbn() {
        assertThatThrownBy(() -> catalog.replace("9780000000026", REQUEST)).isInstanceOf(IsbnMismatchException.class);
    }

    @Test
    void anUnknownBookCannotBeReadOrRemoved() {
        when(books.findByIsbn(ISBN)).thenReturn(Optional.empty());
        when(books.deleteByIsbn(ISBN)).thenReturn(0);
        assertThatThrownBy(() -> catalog.byIsbn(ISBN)).isInstanceOf(BookNotFoundException.class);
        assertThatThrownBy(() -> catalog.remove(ISBN)).isInstanceOf(BookNotFoundException.class);
    }
}
