package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** What administrators set for themselves on their profile page, whatever their role. */
class OwnAdministratorFormTest {
    private static final String PATH = "/admin/profile/own";

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final PanelClient person = PanelPeople.of(server, "support").client();

    private static String version(HttpResponse<String> page) {
        return page.body().replaceAll("(?s).*?name=\"version\" value=\"([^\"]+)\".*", "$1");
    }

    @Test
    void acceptance18_nameAndZone_areTheirsToSet() {
        HttpResponse<String> page = person.get("/admin/profile");
        assertThat(page.body()).contains("name=\"timezone\"").doesNotContain("name=\"email\"");
        HttpResponse<String> faulty =
                person.form(
                        PATH, "name=Ann&lang=EN&timezone=Mars%2FOlympus&version=" + version(page));
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body()).contains("timezone-fault", "value=\"Mars/Olympus\"");
        HttpResponse<String> saved =
                person.form(
                        PATH, "name=Ann&lang=EN&timezone=Asia%2FTokyo&version=" + version(page));
        assertThat(saved.headers().firstValue("Location")).hasValue("/admin/profile?done=saved");
        assertThat(person.get("/admin/profile").body())
                .contains("value=\"Ann\"", "value=\"Asia/Tokyo\"");
        HttpResponse<String> overtaken =
                person.form(PATH, "name=Bea&lang=EN&timezone=UTC&version=" + version(page));
        assertThat(overtaken.statusCode()).isEqualTo(409);
        assertThat(overtaken.body())
                .contains("Someone else changed this meanwhile", "Now: Ann", "Now: Asia/Tokyo");
    }
}
