package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import org.junit.jupiter.api.Test;

/** Acceptance 23: the page of the platform's health. */
class HealthPagesTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    @Test
    void acceptance23_page_saysWhatWasFoundAndWhatToDo() {
        PanelClient admin = PanelPeople.master(server).client();
        assertThat(admin.get("/admin/health").body())
                .contains("Store", "% free", "s of the store", "Ledger", "Node: local")
                .contains("data-live=\"/admin/health/live\"", "platform health");
        assertThat(admin.with("Accept-Language", "ru").get("/admin/health").body())
                .contains("Хранилище", "Баланс");
        PanelClient auditor = PanelPeople.of(server, "auditor").client();
        assertThat(auditor.get("/admin/health").statusCode()).isEqualTo(403);
    }
}
