package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.users.PortalUsers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tokens that are bound to accounts, an account's own and its users: every call, with the ids of
 * what others have, answers as it does for ids that nothing has.
 */
@ParameterizedClass
@EnumSource
class ForeignIdsTest {
    /** Parameters that name something by its id, besides the account. */
    private static final Set<String> IDS =
            Set.of(
                    "id",
                    "sender_id",
                    "vsender_id",
                    "campaign_id",
                    "group_id",
                    "object_id",
                    "tariff",
                    "tariff_id",
                    "isp");

    private static final long NOTHING = 98_765_432;

    /** What has ids, each far from those of the others, so that an id tells what it is of. */
    private static final List<String> NUMBERED =
            List.of(
                    "accounts",
                    "senders",
                    "vsenders",
                    "tokens",
                    "webhooks",
                    "users",
                    "messages",
                    "recipients",
                    "tariffs",
                    "domains",
                    "isps",
                    "strategies",
                    "keys");

    private final TestServer server;
    private final Api admin;
    private long mine;
    private Api bound;
    private Api own;
    private Api user;
    private final Map<String, Long> foreign = new LinkedHashMap<>();

    ForeignIdsTest(StoreKind kind) {
        this.server = TestServer.start(kind);
        for (int i = 0; i < NUMBERED.size(); i++) {
            server.tamper(
                    "INSERT INTO sequences (name, value) VALUES ('"
                            + NUMBERED.get(i)
                            + "', "
                            + (i + 1) * 1_000_003L
                            + ") ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        }
        this.admin = server.api();
        this.bound = admin;
        this.own = admin;
        this.user = admin;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @BeforeEach
    void things() {
        mine = admin.newAccount();
        long other = admin.newAccount();
        bound = admin.newToken("account_ids", List.of(mine)).api();
        own = admin.newTokenOf(mine).api();
        user = signedIn();
        long sender = admin.call("senders/akmta/save", "name", Api.unique("sender")).savedId();
        admin.call("senders/assign", "id", sender, "account_id", other).ok();
        foreign.put("sender", sender);
        foreign.put(
                "virtual sender",
                admin.call(
                                "vsenders/add",
                                "account_id",
                                other,
                                "name",
                                "v",
                                "email_rules",
                                rules(sender))
                        .savedId());
        foreign.put("account's token", admin.newTokenOf(other).id());
        foreign.put("bound token", admin.newToken("account_ids", List.of(other)).id());
        foreign.put(
                "webhook",
                admin.call(
                                "webhooks/save",
                                "account_id",
                                other,
                                "url",
                                "https://hook.example/x",
                                "events",
                                List.of("account.frozen"))
                        .savedId());
        foreign.put(
                "platform's webhook",
                admin.call(
                                "webhooks/save",
                                "url",
                                "https://hook.example/y",
                                "events",
                                List.of("account.frozen"))
                        .savedId());
        foreign.put("user", admin.newUser(other, "anna"));
        foreign.put("account", other);
        foreign.put("message", message(other));
        foreign.put("campaign", 4_444_444L);
    }

    private Api signedIn() {
        try (PortalUsers users = new PortalUsers(server)) {
            return users.signedIn(users.addTo(mine, true));
        }
    }

    private long message(long account) {
        return admin.newTokenOf(account)
                .api()
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "a@b.example",
                        "to",
                        "c@d.example",
                        "text",
                        "x",
                        "campaign_id",
                        4_444_444)
                .ok()
                .at("data.message_id")
                .number();
    }

    private static List<Object> rules(long sender) {
        return List.of(
                Body.members(
                        "type",
                        "default",
                        "value",
                        "",
                        "senders",
                        List.of(
                                Body.members(
                                        "sender_id",
                                        sender,
                                        "percent",
                                        100,
                                        "from_email",
                                        "",
                                        "replyto_email",
                                        "",
                                        "from_name",
                                        ""))));
    }

    @Test
    void everyCall_answersAForeignIdAsOneThatIsNotThere() {
        List<Routes.RouteLine> lines = new ArrayList<>(Routes.of(server));
        lines.addAll(Routes.ofAccounts(server));
        List<String> differing = new ArrayList<>();
        int compared = 0;
        for (Routes.RouteLine line : lines) {
            for (Api caller : line.own() ? List.of(own, user) : List.of(bound)) {
                compared += compare(caller, line, differing);
            }
        }
        assertThat(differing).isEmpty();
        assertThat(compared).isGreaterThan(300);
    }

    private int compare(Api by, Routes.RouteLine line, List<String> differing) {
        Api caller = by.with("Prefer", "dry-run, handling=lenient");
        int compared = 0;
        for (String param : line.params()) {
            if (!IDS.contains(param)) {
                continue;
            }
            String nothing = answer(caller, line, param, NOTHING);
            for (Map.Entry<String, Long> thing : foreign.entrySet()) {
                String there = answer(caller, line, param, thing.getValue());
                if (!there.equals(nothing)) {
                    differing.add(
                            line.path()
                                    + " "
                                    + param
                                    + " of a foreign "
                                    + thing.getKey()
                                    + ": "
                                    + there
                                    + " but for nothing: "
                                    + nothing);
                }
                compared++;
            }
        }
        return compared;
    }

    @Test
    void rulesOfVirtualSenders_doNotTellWhichSendersOthersHave() {
        long sender = Objects.requireNonNull(foreign.get("sender"));
        for (String path : List.of("vsenders/add", "vsenders/update")) {
            assertThat(ruled(path, sender)).isEqualTo(ruled(path, NOTHING));
            admin.call("senders/delete", "id", sender);
            assertThat(ruled(path, sender)).isEqualTo(ruled(path, NOTHING));
            admin.call("senders/undelete", "id", sender);
        }
    }

    private String ruled(String path, long sender) {
        Answer answer =
                bound.call(
                        path,
                        "account_id",
                        mine,
                        "id",
                        1,
                        "name",
                        "mine",
                        "email_rules",
                        rules(sender));
        assertThat(answer.error()).isNotZero();
        return answer.text().replaceAll("\\b" + sender + "\\b", "N");
    }

    private String answer(Api caller, Routes.RouteLine line, String param, long id) {
        Map<String, @Nullable Object> members =
                Body.members(
                        "account_id",
                        mine,
                        "name",
                        "given",
                        "email",
                        "a@b.example",
                        "from",
                        "a@b.example",
                        "to",
                        "c@d.example",
                        "text",
                        "x",
                        "url",
                        "https://hook.example/z",
                        "assigned",
                        true);
        members.keySet().retainAll(line.params());
        members.put(param, id);
        Answer answer = caller.json(line.path(), Body.json(members));
        // of a list of one's own things there is nothing to compare but what it has
        return answer.text()
                .replaceAll("\\b" + id + "\\b", "N")
                .replaceAll("\"(plan_token|secret|token)\":\"[^\"]*\"", "\"$1\":\"\"");
    }
}
