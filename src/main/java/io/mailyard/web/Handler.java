package io.mailyard.web;

/** Answers one call, or throws ApiException. */
@FunctionalInterface
public interface Handler {
    Reply handle(Call call);
}
