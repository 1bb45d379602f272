package io.navarch.controller;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The controllers as a process of their own. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(ControllerConfiguration.class)
public class ControllerApplication {

  public static void main(String[] args) {
    SpringApplication application = new SpringApplication(ControllerApplication.class);
    application.setAdditionalProfiles("controller");
    application.run(args);
  }
}
