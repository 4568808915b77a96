package demo;

import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Spring Boot brings the project up before this runs, and stops it after the end of standard input. */
@SpringBootApplication
public class Demo {
  public static void main(String[] arguments) throws IOException {
    try (var context = SpringApplication.run(Demo.class, arguments)) {
      System.out.println("READY");
      while (System.in.read() >= 0) {
      }
    }
  }
}
