package io.navarch.model.process;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Marks a service's application: of the libraries' auto-configuration it gets what is listed in
 * {@code META-INF/spring/io.navarch.model.process.ServiceAutoConfiguration.imports} and no more.
 * That is the management API with health, metrics and its OpenAPI; circuit breakers, retries and
 * Kubernetes clients are made in code. A start that looks at everything on the class path takes
 * longer, and a library must not change a service by lying there.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ImportAutoConfiguration
public @interface ServiceAutoConfiguration {}
