package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;

/** A store that an elder program shipped its bounce patterns and lock rules to. */
class ShippedUpgradeTest {
    private @Nullable TestServer server;

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    private static Tree named(Api api, String noun, String name) {
        return api.call(noun + "/list", "limit", 10_000).ok().at("data").items().stream()
                .filter(row -> row.at("name").text().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    @ParameterizedTest
    @StoresOfRun
    void unchangedPolicies_areUpgradedAndEditedOnesStay(StoreKind kind) {
        TestServer started = TestServer.start(kind);
        server = started;
        Api api = started.api();
        int shipped = api.call("bounce_patterns/list").ok().at("data").items().size();
        Tree edited = named(api, "bounce_patterns", "Mailbox full");
        api.call("bounce_patterns/save", "id", edited.at("id").number(), "pattern", "mine").ok();
        Tree renamed = named(api, "bounce_patterns", "Virus");
        api.call("bounce_patterns/save", "id", renamed.at("id").number(), "name", "Viruses").ok();
        api.call("bounce_patterns/save", "name", "own", "pattern", "own").ok();

        started.restart(() -> {
            started.tamper("DELETE FROM shipped_versions");
            started.tamper("DELETE FROM bounce_patterns WHERE name = 'Gmail: mailbox full'");
            started.tamper(
                    "UPDATE bounce_patterns SET pattern = 'old' WHERE name = 'Taken for spam'");
            started.tamper("UPDATE bounce_patterns SET name = 'Gone now' WHERE name = 'Loop'");
            started.tamper(
                    "UPDATE lock_rules SET pattern = 'old' WHERE name = 'Mail.ru: too fast'");
        });

        Api after = started.api();
        assertThat(named(after, "bounce_patterns", "Mailbox full").at("pattern").text())
                .isEqualTo("mine");
        assertThat(named(after, "bounce_patterns", "Viruses").at("id").number())
                .isEqualTo(renamed.at("id").number());
        assertThat(named(after, "bounce_patterns", "Virus").at("shipped").flag()).isTrue();
        assertThat(named(after, "bounce_patterns", "Taken for spam").at("pattern").text())
                .contains("unsolicited");
        assertThat(named(after, "bounce_patterns", "Loop").at("shipped").flag()).isTrue();
        assertThat(named(after, "lock_rules", "Mail.ru: too fast").at("pattern").text())
                .contains("connections");
        Tree back = named(after, "bounce_patterns", "Gmail: mailbox full");
        assertThat(back.at("isp").text()).isEqualTo("Gmail");
        List<Tree> rows = after.call("bounce_patterns/list").ok().at("data").items();
        assertThat(rows).hasSize(shipped + 2);
        assertThat(rows).noneMatch(row -> row.at("name").text().equals("Gone now"));
        assertThat(after.call("audit/list", "action", "policies.ship").ok().text())
                .contains("bounce_patterns_kept");

        started.restart();
        assertThat(started.api().call("bounce_patterns/list").ok().at("data").items())
                .hasSize(shipped + 2);
    }
}
