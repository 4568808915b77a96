package com.polarbookshop.catalog.greeting;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads the real application.yml against a stand-in for config-service. */
class GreetingOriginTest {

    private HttpServer configService;

    @BeforeEach
    void start() throws IOException {
        configService = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        configService.start();
    }

    @AfterEach
    void stop() {
        configService.stop(0);
    }

    @Test
    void theGreetingComesFromConfigService() {
        answer("/catalog-service/default", """
                {"name": "catalog-service", "profiles": ["default"], "propertySources": [
                  {"name": "catalog-service.yml", "source": {"polar.greeting": "from afar"}}]}
                """);
        assertThat(greeting()).isEqualTo("from afar");
    }

    @Test
    void theGreetingIsLocalWhenConfigServiceHasNothing() {
        assertThat(greeting()).contains("local");
    }

    private String greeting() {
        String address = "http://localhost:" + configService.getAddress().getPort();
        try (var context = new SpringApplicationBuilder(Properties.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off")
                .run("--spring.cloud.config.uri=" + address)) {
            return context.getBean(PolarProperties.class).greeting();
        }
    }

    private void answer(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        configService.createContext(path, exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(PolarProperties.class)
    static class Properties {
    }
}
