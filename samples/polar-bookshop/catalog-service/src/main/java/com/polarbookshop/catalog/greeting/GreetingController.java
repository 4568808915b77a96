package com.polarbookshop.catalog.greeting;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
class GreetingController {

    private final PolarProperties properties;

    GreetingController(PolarProperties properties) {
        this.properties = properties;
    }

    @GetMapping("/")
    String greet() {
        return properties.greeting() + System.lineSeparator();
    }
}
