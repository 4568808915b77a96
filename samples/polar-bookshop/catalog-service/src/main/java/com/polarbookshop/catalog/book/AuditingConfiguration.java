package com.polarbookshop.catalog.book;

import org.springframework.context.annotation.Configuration;
import org.springframework.data.jdbc.repository.config.EnableJdbcAuditing;

/** Fills the dates of a book when it is stored. */
@Configuration(proxyBeanMethods = false)
@EnableJdbcAuditing
class AuditingConfiguration {
}
