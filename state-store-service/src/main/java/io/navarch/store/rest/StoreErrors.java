package io.navarch.store.rest;

import io.navarch.model.store.StoreException;
import io.navarch.model.store.wire.StoreWire;
import io.navarch.model.store.wire.WireError;
import io.navarch.store.rest.Views.ErrorView;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Turns the store's refusals into HTTP answers that clients can turn back. */
@RestControllerAdvice(basePackageClasses = StoreErrors.class)
class StoreErrors {

  @ExceptionHandler
  ResponseEntity<ErrorView> refused(StoreException e) {
    WireError error = WireError.of(e);
    return ResponseEntity.status(error.status())
        .header(StoreWire.ERROR_HEADER, error.kind())
        .header(StoreWire.REVISION_HEADER, Long.toString(error.revision()))
        .contentType(MediaType.APPLICATION_JSON)
        .body(new ErrorView(error.kind(), error.message()));
  }

  @ExceptionHandler
  ResponseEntity<ErrorView> unacceptable(IllegalArgumentException e) {
    return ResponseEntity.badRequest()
        .header(StoreWire.ERROR_HEADER, "IllegalArgument")
        .contentType(MediaType.APPLICATION_JSON)
        .body(new ErrorView("IllegalArgument", String.valueOf(e.getMessage())));
  }
}
