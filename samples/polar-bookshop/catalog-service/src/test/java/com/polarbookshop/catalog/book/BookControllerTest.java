package com.polarbookshop.catalog.book;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.autoconfigure.web.servlet.WebMvcTest;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.MockMvc;

import static com.polarbookshop.catalog.book.Books.ISBN;
import static com.polarbookshop.catalog.book.Books.REQUEST;
import static com.polarbookshop.catalog.book.Books.STORED;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

@WebMvcTest(BookController.class)
class BookControllerTest {

    private static final String VALID = """
            {"isbn": "9780000000019", "title": "Northern Lights", "author": "Iris Snowfall",
             "publisher": "Polarsophia", "price": 12.90}
            """;

    @Autowired
    private MockMvc web;

    @MockitoBean
    private BookCatalog catalog;

    @Test
    void allBooksAreListed() throws Exception {
        when(catalog.all()).thenReturn(List.of(STORED));
        web.perform(get("/books"))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.length()").value(1))
                .andExpect(jsonPath("$[0].isbn").value(ISBN));
    }

    @Test
    void aMissingBookIs404() throws Exception {
        when(catalog.byIsbn(ISBN)).thenThrow(new BookNotFoundException(ISBN));
        web.perform(get("/books/{isbn}", ISBN))
                .andExpect(status().isNotFound())
                .andExpect(jsonPath("$.detail").value("There is no book with ISBN " + ISBN + "."));
    }

    @Test
    void anAddedBookIs201WithItsAddress() throws Exception {
        when(catalog.add(REQUEST)).thenReturn(STORED);
        web.perform(post("/books").contentType(MediaType.APPLICATION_JSON).content(VALID))
                .andExpect(status().isCreated())
                .andExpect(header().string("Location", "http://localhost/books/" + ISBN))
                .andExpect(jsonPath("$.version").value(1));
    }

    @Test
    void aBookThatIsThereAlreadyIs409() throws Exception {
        when(catalog.add(any())).thenThrow(new BookAlreadyExistsException(ISBN));
        web.perform(post("/books").contentType(MediaType.APPLICATION_JSON).content(VALID))
                .andExpect(status().isConflict());
    }

    @Test
    void anInvalidBookIs422AndEveryWrongFieldIsNamed() throws Exception {
        web.perform(post("/books").contentType(MediaType.APPLICATION_JSON).content("""
                        {"isbn": "1", "author": "Iris Snowfall", "price": -1}
                        """))
                .andExpect(status().isUnprocessableEntity())
                .andExpect(jsonPath("$.fields.isbn").value("must be 10 or 13 digits"))
                .andExpect(jsonPath("$.fields.title").value("is missing"))
                .andExpect(jsonPath("$.fields.price").value("must be greater than zero"));
        verifyNoInteractions(catalog);
    }

    @Test
    void brokenJsonIs400() throws Exception {
        web.perform(post("/books").contentType(MediaType.APPLICATION_JSON).content("{"))
                .andExpect(status().isBadRequest());
    }

    @Test
    void aReplacementForAnotherIsbnIs422() throws Exception {
        when(catalog.replace("1234567890", REQUEST)).thenThrow(new IsbnMismatchException("1234567890", ISBN));
        web.perform(put("/books/1234567890").contentType(MediaType.APPLICATION_JSON).content(VALID))
                .andExpect(status().isUnprocessableEntity());
    }

    @Test
    void aBookIsRemovedOnce() throws Exception {
        web.perform(delete("/books/{isbn}", ISBN)).andExpect(status().isNoContent());
        verify(catalog).remove(ISBN);

        doThrow(new BookNotFoundException(ISBN)).when(catalog).remove(ISBN);
        web.perform(delete("/books/{isbn}", ISBN)).andExpect(status().isNotFound());
    }
}
