package com.polarbookshop.catalog.book;

import java.util.List;
import java.util.Optional;

import org.springframework.data.jdbc.repository.query.Modifying;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.ListCrudRepository;

public interface BookRepository extends ListCrudRepository<Book, Long> {

    List<Book> findAllByOrderByTitle();

    Optional<Book> findByIsbn(String isbn);

    boolean existsByIsbn(String isbn);

    @Modifying
    @Query("DELETE FROM book WHERE isbn = :isbn")
    int deleteByIsbn(String isbn);
}
