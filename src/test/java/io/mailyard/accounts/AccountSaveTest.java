package io.mailyard.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code accounts/save} (section 2, the table of its parameters). */
@ParameterizedClass
@EnumSource
class AccountSaveTest {
    private final Api api;

    AccountSaveTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private Tree get(long id) {
        return api.call("accounts/get", "id", id).ok().at("data");
    }

    private Answer save(@Nullable Object... changed) {
        Map<String, @Nullable Object> members = Api.accountMembers();
        members.putAll(Body.members(changed));
        return api.json("accounts/save", Body.json(members));
    }

    private static void assertFault(Answer answer, String field) {
        assertThat(answer.error()).as("%s", answer).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo(field);
        assertThat(answer.at("errors").items()).hasSize(1);
    }

    @Test
    void newAccount_hasTheDefaults() {
        Instant before = Instant.now().minusMillis(1);
        long id = save("title", "Шоп №1", "tz", "Europe/Berlin", "reports_day", 7).savedId();

        Tree account = get(id);

        assertThat(account.names())
                .startsWith(
                        "id",
                        "name",
                        "timezone",
                        "tariff_id",
                        "is_active",
                        "pixels_enabled",
                        "pushes_enabled",
                        "is_smart",
                        "is_subscribers_suspend_all",
                        "is_tariff_exceed",
                        "title",
                        "is_frozen",
                        "frozen_details",
                        "frozen_until",
                        "created_at",
                        "updated_at",
                        "deleted_at")
                .contains(
                        "reports_day",
                        "reports_hour",
                        "force_2fa_auth",
                        "custom_push_domain",
                        "web_version_policy",
                        "account_postgresql",
                        "account_cache_clickhouse",
                        "external_data_connectors");
        assertThat(account.at("title").text()).isEqualTo("Шоп №1");
        assertThat(account.at("timezone").text()).isEqualTo("Europe/Berlin");
        assertThat(account.at("tariff_id").number()).isEqualTo(1);
        assertThat(account.at("is_active").flag()).isTrue();
        for (String off :
                List.of(
                        "pixels_enabled",
                        "pushes_enabled",
                        "is_smart",
                        "is_subscribers_suspend_all",
                        "is_tariff_exceed",
                        "is_frozen",
                        "force_2fa_auth",
                        "track_email_replies")) {
            assertThat(account.at(off).flag()).as(off).isFalse();
        }
        assertThat(account.at("frozen_details").nothing()).isTrue();
        assertThat(account.at("deleted_at").nothing()).isTrue();
        assertThat(account.at("reports_day").number()).isEqualTo(7);
        assertThat(account.at("reports_hour").number()).isEqualTo(9);
        assertThat(account.at("external_data_connectors").items()).isEmpty();
        assertThat(Instant.parse(account.at("created_at").text())).isBetween(before, Instant.now());
        assertThat(account.at("updated_at")).isEqualTo(account.at("created_at"));
    }

    @Test
    void everyParameter_isStored() {
        long id =
                save(
                                "web_version_policy",
                                "by name",
                                "account_postgresql",
                                17,
                                "account_cache_clickhouse",
                                "007",
                                "external_data_connectors",
                                List.of(3, 1, 3),
                                "force_2fa_auth",
                                true,
                                "enable_push",
                                true,
                                "custom_push_domain",
                                "push.example.com",
                                "enable_smart_settings",
                                true,
                                "enable_pixel",
                                true,
                                "enable_track_email_replies",
                                true,
                                "is_active",
                                false)
                        .savedId();

        Tree account = get(id);

        for (String on :
                List.of(
                        "force_2fa_auth",
                        "pushes_enabled",
                        "is_smart",
                        "pixels_enabled",
                        "track_email_replies")) {
            assertThat(account.at(on).flag()).as(on).isTrue();
        }
        assertThat(account.at("is_active").flag()).isFalse();
        assertThat(account.at("custom_push_domain").text()).isEqualTo("push.example.com");
        assertThat(account.at("web_version_policy").text()).isEqualTo("by name");
        assertThat(account.at("account_postgresql").number()).isEqualTo(17);
        assertThat(account.at("account_cache_clickhouse").text()).isEqualTo("007");
        assertThat(account.at("external_data_connectors").items())
                .extracting(Tree::number)
                .containsExactly(3L, 1L, 3L);
    }

    @Test
    void pushDomain_isKeptAsDomainsAre() {
        for (String[] pair :
                new String[][] {
                    {"Push.Example.COM.", "push.example.com"},
                    {"пуш.рф", "xn--o1aip.xn--p1ai"},
                    {"push.co.uk", "push.co.uk"},
                    {"co.uk", "co.uk"},
                    {"a-1.xn--p1ai", "a-1.xn--p1ai"},
                    {"", ""}
                }) {
            long id = save("custom_push_domain", pair[0]).savedId();
            assertThat(get(id).at("custom_push_domain").text()).as(pair[0]).isEqualTo(pair[1]);
        }
    }

    @Test
    void anEmptyReference_isNone() {
        List<String> references =
                List.of("web_version_policy", "account_postgresql", "account_cache_clickhouse");
        for (String reference : references) {
            long id = save(reference, "by name").savedId();
            api.call("accounts/save", "id", id, reference, "").ok();
            assertThat(get(id).at(reference).nothing()).as(reference).isTrue();
            api.call("accounts/save", "id", id, reference, 5).ok();
            api.callXml("accounts/save", "id", id, reference, "").ok();
            assertThat(get(id).at(reference).nothing()).as(reference).isTrue();
            assertThat(get(save(reference, "").savedId()).at(reference).nothing()).isTrue();
        }
    }

    @Test
    void references_areWholeNumbersOf64BitsOrTexts() {
        long id = api.newAccount();
        for (String given :
                List.of("99999999999999999999", "9223372036854775808", "1.5", "1e3", "true")) {
            Answer refused =
                    api.json(
                            "accounts/save",
                            "{\"id\":" + id + ",\"account_postgresql\":" + given + "}");
            assertFault(refused, "account_postgresql");
        }
        Map<String, Long> taken =
                Map.of("9223372036854775807", Long.MAX_VALUE, "5.0", 5L, "-3", -3L);
        taken.forEach((given, number) -> {
            api.json("accounts/save", "{\"id\":" + id + ",\"account_postgresql\":" + given + "}")
                    .ok();
            assertThat(get(id).at("account_postgresql").number()).isEqualTo(number);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "title", "tz", "tariff", "reports_day", "reports_hour"})
    void requiredParameters_areRequiredOnlyToCreate(String member) {
        Map<String, @Nullable Object> members = Api.accountMembers();
        members.remove(member);

        assertFault(api.json("accounts/save", Body.json(members)), member);
        assertFault(api.xml("accounts/save", Body.xml(members)), member);
        members.put("id", api.newAccount());
        api.json("accounts/save", Body.json(members)).ok();
    }

    @Test
    void update_keepsAbsentFields() {
        long id =
                save(
                                "enable_push",
                                true,
                                "web_version_policy",
                                5,
                                "external_data_connectors",
                                List.of(4),
                                "is_active",
                                false)
                        .savedId();
        String before = get(id).toString();

        Answer answer = api.call("accounts/save", "id", id, "title", "New title");

        assertThat(answer.savedId()).isEqualTo(id);
        Tree after = get(id);
        assertThat(after.at("title").text()).isEqualTo("New title");
        String name = after.at("name").text();
        assertThat(after.toString().replaceAll("updated_at=[^,]*", ""))
                .isEqualTo(
                        before.replaceAll("updated_at=[^,]*", "")
                                .replace("title=" + name, "title=New title"));
        assertThat(Instant.parse(after.at("updated_at").text()))
                .isAfterOrEqualTo(Instant.parse(after.at("created_at").text()));
    }

    @Test
    void updateWithoutFields_changesNothingAndWritesNoAuditRow() {
        long id = api.newAccount("title", "Same");
        String before = get(id).toString();

        api.call("accounts/save", "id", id).ok();
        api.call("accounts/save", "id", id, "title", "Same", "tariff", "default").ok();

        assertThat(get(id)).hasToString(before);
        assertThat(api.call("audit/list", "account_id", id).at("total_count").number())
                .isEqualTo(1);
    }

    @Test
    void unknownId_is404() {
        assertThat(api.call("accounts/save", "id", 999_999_999, "title", "x").error())
                .isEqualTo(404);
    }

    @Test
    void tariff_isAcceptedByIdDigitsAndName() {
        String name = Api.unique("Basic тариф");
        long tariff = api.call("tariffs/save", "name", name).savedId();

        for (Object given : List.of(tariff, Long.toString(tariff), name)) {
            assertThat(get(save("tariff", given).savedId()).at("tariff_id").number())
                    .isEqualTo(tariff);
        }
    }

    @Test
    void unknownTariff_is404() {
        for (Object given : List.of(999_999_999L, "999999999", "no such tariff", "", "DEFAULT")) {
            Answer answer = save("tariff", given);
            assertThat(answer.error()).as("%s", given).isEqualTo(404);
            assertThat(answer.errorText()).contains("tariff").contains(given.toString());
        }
        assertThat(api.call("accounts/save", "id", api.newAccount(), "tariff", "no").error())
                .isEqualTo(404);
        assertFault(save("tariff", true), "tariff");
        assertFault(save("tariff", List.of(1)), "tariff");
    }

    @ParameterizedTest
    @CsvSource({
        "reports_day, 0",
        "reports_day, 8",
        "reports_hour, -1",
        "reports_hour, 24",
        "tz, Berlin",
        "tz, GMT+25",
        "tz, ''",
        "title, ''",
        "title, '   '",
        "custom_push_domain, http://push.example.com",
        "custom_push_domain, no domain",
        "custom_push_domain, -a.example.com",
        "custom_push_domain, 192.0.2.10",
        "custom_push_domain, push.--",
        "custom_push_domain, push"
    })
    void valueOutOfRange_is400(String member, String value) {
        assertFault(save(member, value), member);
    }

    @ParameterizedTest
    @CsvSource({"reports_day, 1", "reports_day, 7", "reports_hour, 0", "reports_hour, 23"})
    void valueAtItsLimit_isAccepted(String member, String value) {
        save(member, value).ok();
    }

    @Test
    void connectors_areNumbers() {
        assertFault(save("external_data_connectors", List.of("x")), "external_data_connectors[0]");
        assertFault(save("external_data_connectors", 5), "external_data_connectors");
        assertFault(save("external_data_connectors", -1), "external_data_connectors");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Steve", "имя", "a b", "名前", "a.b-c_d", "O'Neil \"x\" <y> &"})
    void name_isKeptAsGiven(String start) {
        String name = start + Api.unique("");
        assertThat(get(save("name", name).savedId()).at("name").text()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " a",
                "a ",
                "a\u00a0",
                "\u2003a",
                "a@b",
                "@",
                "a\tb",
                "a\nb",
                "a\u0085b",
                "a\u2028b"
            })
    void nameAgainstTheRules_is400(String name) {
        assertFault(save("name", name), "name");
    }

    @Test
    void name_has1To128Characters() {
        String unique = Api.unique("n");
        String longest = unique + "😀".repeat(128 - unique.length());

        assertThat(get(save("name", longest).savedId()).at("name").text()).isEqualTo(longest);
        assertFault(save("name", longest + "x"), "name");
        assertFault(save("name", "x".repeat(5000)), "name");
    }

    @Test
    void title_has1To255Characters() {
        String longest = "ת".repeat(254) + "😀";

        assertThat(get(save("title", longest).savedId()).at("title").text()).isEqualTo(longest);
        assertFault(save("title", longest + "x"), "title");
    }
}
