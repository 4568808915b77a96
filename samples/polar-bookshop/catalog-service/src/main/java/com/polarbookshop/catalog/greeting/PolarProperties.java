package com.polarbookshop.catalog.greeting;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param greeting what the root page says; config-service overrides the text that this service carries itself
 */
@ConfigurationProperties("polar")
public record PolarProperties(String greeting) {
}
