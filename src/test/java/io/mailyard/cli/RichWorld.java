package io.mailyard.cli;

import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.TestServer;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A platform with something of everything. */
final class RichWorld {
    private RichWorld() {}

    /** The private half of an Ed25519 key. */
    static String pem() {
        try {
            byte[] der =
                    KeyPairGenerator.getInstance("Ed25519")
                            .generateKeyPair()
                            .getPrivate()
                            .getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getEncoder().encodeToString(der)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A platform with something of everything; its key's private half is in key.pem. */
    static void populate(TestServer server, String pem) {
        Api api = server.api();
        api.call("tariffs/save", "name", "Größe: L", "messages_per_month", 1000, "overrun", "flag")
                .ok();
        long node = api.call("nodes/save", "name", "edge", "host", "192.0.2.9:8443").savedId();
        api.call("nodes/mta/deactivate", "id", node).ok();
        policies(api);
        key(api, pem);
        long first = account(api, "Acme", "tariff", "Größe: L", "is_active", false);
        long second = account(api, "beta", "enable_pixel", true, "web_version_policy", "p");
        senders(api, node, first, second);
        virtualSenders(api, first);
        domains(api, first, second);
        api.newUser(first, "anna", "phone", "007", "alerts", Body.members("limits", true));
        api.newUser(first, "Bob", "lang", "RU", "master", true, "password", "correct horse 7");
    }

    private static void domains(Api api, long first, long second) {
        api.call(
                        "domains/add",
                        "account_id",
                        first,
                        "domain",
                        "b\u00fccher.example",
                        "verified",
                        true,
                        "account_ids",
                        List.of(second))
                .ok();
        api.call("domains/add", "account_id", second, "domain", "shop.example").ok();
        api.call("domains/add", "domain", "bounces.example", "use", "from", "verified", true).ok();
    }

    private static void policies(Api api) {
        api.call("strategies/save", "name", "slow", "interval_seconds", 600).ok();
        api.call("retry_rules/save", "name", "grow", "type", "geometric", "exponent", "2.50").ok();
        api.call(
                        "isps/save",
                        "name",
                        "Nail",
                        "domains",
                        List.of("nail.example", "bücher.example"),
                        "headers_add",
                        Body.members("X-Via", "a: b # c"))
                .ok();
        api.call("lock_rules/save", "name", "nail lock", "isp", "Nail", "pattern", "^4\\.7").ok();
        api.call("bounce_patterns/save", "name", "gone", "type", "hard", "pattern", "no such").ok();
        api.call("routes/save", "domain", "*", "host", "127.0.0.1", "port", 2525).ok();
    }

    private static void key(Api api, String pem) {
        long key =
                api.call(
                                "keys/save",
                                "name",
                                "sign",
                                "domain",
                                "example.com",
                                "selector",
                                "s1",
                                "private_key",
                                pem)
                        .savedId();
        for (String state : List.of("active", "retiring")) {
            api.call("keys/save", "id", key, "state", state).ok();
        }
    }

    private static void senders(Api api, long node, long first, long second) {
        api.call(
                        "senders/akmta/save",
                        "name",
                        "Main",
                        "ips",
                        List.of(
                                Body.members("node_id", 1, "ip", "127.0.0.1", "helo", "a.example"),
                                Body.members("node_id", node, "ip", "::1")),
                        "isp_strategies",
                        List.of(Body.members("isp", "Nail", "strategy", "slow")),
                        "retry_rule",
                        "grow",
                        "lock_rules",
                        List.of("nail lock"),
                        "dkim_keys",
                        List.of("sign"),
                        "account_ids",
                        List.of(first))
                .ok();
        api.call(
                        "senders/akmta/save",
                        "name",
                        "Backup",
                        "ips",
                        List.of(Body.members("node_id", 1, "ip", "127.0.0.2")),
                        "account_ids",
                        List.of(second, first))
                .ok();
        long main = api.call("senders/list").at("data.0.id").number();
        api.call("senders/assign", "id", main, "account_id", second).ok();
        api.call("senders/other/save", "name", "sms", "type", "sms_notify", "channel_type", "sms")
                .ok();
    }

    private static long account(Api api, String name, @Nullable Object... more) {
        return api.newAccount(
                Stream.concat(Stream.of("name", name, "title", name + " & Co"), Arrays.stream(more))
                        .toArray());
    }

    private static void virtualSenders(Api api, long account) {
        long main = api.call("senders/list").at("data.0.id").number();
        long backup = api.call("senders/list").at("data.1.id").number();
        api.call(
                        "vsenders/add",
                        "account_id",
                        account,
                        "name",
                        "Letters: all",
                        "email_rules",
                        List.of(
                                rule("group_id", 7, share(backup, 100)),
                                rule("to_domain", "bücher.example", share(main, 100)),
                                rule(
                                        "default",
                                        "",
                                        share(main, 80, "from_name", "Größe"),
                                        share(
                                                backup,
                                                20,
                                                "replyto_email",
                                                "r@acme.example",
                                                "warmup",
                                                ramp()))))
                .ok();
    }

    private static Map<String, @Nullable Object> rule(
            String type, Object value, Object... senders) {
        return Body.members("type", type, "value", value, "senders", List.of(senders));
    }

    private static Map<String, @Nullable Object> share(
            long sender, int percent, @Nullable Object... more) {
        Map<String, @Nullable Object> share = Body.members("sender_id", sender, "percent", percent);
        share.putAll(Body.members(more));
        return share;
    }

    private static Map<String, @Nullable Object> ramp() {
        return Body.members(
                "start",
                100,
                "growth",
                "1.50",
                "ceiling",
                5000,
                "isp_ceilings",
                List.of(Body.members("isp", "Nail", "ceiling", 70)),
                "begins",
                "2026-01-31");
    }
}
