package com.polarbookshop.config;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpStatus;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ConfigServiceApplicationTest {

    @Autowired
    private TestRestTemplate http;

    @Test
    void theGreetingOfTheCatalogIsServed() {
        JsonNode answer = http.getForObject("/catalog-service/default", JsonNode.class);
        assertThat(answer.at("/propertySources/0/source/polar.greeting").asText()).contains("config service");
    }

    @Test
    void anUnknownServiceGetsNothing() {
        JsonNode answer = http.getForObject("/nobody/default", JsonNode.class);
        assertThat(answer.get("propertySources")).isEmpty();
    }

    @Test
    void itSaysWhenItIsReady() {
        assertThat(http.getForEntity("/actuator/health/readiness", String.class).getStatusCode())
                .isEqualTo(HttpStatus.OK);
    }
}
