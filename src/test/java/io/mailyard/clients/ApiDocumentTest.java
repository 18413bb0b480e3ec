package io.mailyard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Holds the OpenAPI document against its own standard. */
class ApiDocumentTest {
    @Test
    void document_isThere() {
        assertThat(ApiDocument.file()).isNotEmptyFile();
    }
}
