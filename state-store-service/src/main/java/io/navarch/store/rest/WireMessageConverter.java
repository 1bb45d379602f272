package io.navarch.store.rest;

import io.navarch.model.store.StateStore.GetResult;
import io.navarch.model.store.StateStore.RangeResult;
import io.navarch.model.store.StateStore.TxnResult;
import io.navarch.model.store.wire.StoreWire;
import io.navarch.model.store.wire.WireCodec;
import io.navarch.model.store.wire.WireCodec.TxnRequest;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** Reads and writes the store's types in the binary framing. */
final class WireMessageConverter extends AbstractHttpMessageConverter<Record> {
  WireMessageConverter() {
    super(MediaType.parseMediaType(StoreWire.MEDIA_TYPE));
  }

  @Override
  protected boolean supports(Class<?> type) {
    return type == GetResult.class
        || type == RangeResult.class
        || type == TxnResult.class
        || type == TxnRequest.class;
  }

  @Override
  protected Record readInternal(Class<? extends Record> type, HttpInputMessage message)
      throws IOException {
    try {
      return WireCodec.readTxnRequest(
          new DataInputStream(new BufferedInputStream(message.getBody())));
    } catch (IOException e) {
      throw new HttpMessageNotReadableException("broken transaction", e, message);
    }
  }

  @Override
  protected void writeInternal(Record body, HttpOutputMessage message) throws IOException {
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(message.getBody(), 1 << 14));
    switch (body) {
      case GetResult result -> WireCodec.write(out, result);
      case RangeResult result -> WireCodec.write(out, result);
      case TxnResult result -> WireCodec.write(out, result);
      default -> throw new IllegalArgumentException("no framing for " + body.getClass());
    }
    out.flush();
  }
}
