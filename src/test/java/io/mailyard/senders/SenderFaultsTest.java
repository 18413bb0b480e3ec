package io.mailyard.senders;

import static io.mailyard.senders.SomeSenders.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code senders/akmta/save} refuses, and in which words. */
@ParameterizedClass
@EnumSource
class SenderFaultsTest {
    private final Api api;
    private final SomeSenders given;

    SenderFaultsTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
        this.given = new SomeSenders(api);
    }

    @Test
    void faultsOfForm_areToldAtOnceWithTheirPlace() {
        Answer answer =
                api.call(
                        "senders/akmta/save",
                        "ips",
                        List.of(
                                ip(1, "127.0.0.1", ""),
                                ip(0, "localhost", "-"),
                                Body.members("ip", "0.0.0.0")),
                        "domain_type",
                        "helo",
                        "return_path_domain",
                        "no dots",
                        "isp_strategies",
                        List.of(Body.members("isp", "Gmail")));

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors").items())
                .extracting(fault -> fault.at("field").text())
                .containsExactly(
                        "name",
                        "ips[1].node_id",
                        "ips[1].ip",
                        "ips[1].helo",
                        "ips[2].node_id",
                        "ips[2].ip",
                        "domain_type",
                        "return_path_domain",
                        "isp_strategies[0].strategy");
    }

    @Test
    void faultsAgainstTheStore_areToldAtOnceWithTheirPlace() {
        String ssh = given.saved("keys", "kind", "ssh");
        long account = api.newAccount();

        Answer answer =
                api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "ips",
                        List.of(
                                ip(1, "127.0.0.1", ""),
                                ip(Long.MAX_VALUE, "127.0.0.1", ""),
                                ip(1, "127.0.0.1", "")),
                        "strategy",
                        "no such",
                        "isp_strategies",
                        List.of(
                                Body.members("isp", "Gmail", "strategy", Long.MAX_VALUE),
                                Body.members("isp", "no isp", "strategy", "60:60"),
                                Body.members("isp", "gmail", "strategy", "60:60"),
                                Body.members("isp", "Gmail", "strategy", "60:60")),
                        "retry_rule",
                        "never",
                        "lock_rules",
                        List.of("none"),
                        "dkim_keys",
                        List.of(ssh, "no key"),
                        "account_ids",
                        List.of(account, Long.MAX_VALUE));

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors").items())
                .extracting(fault -> fault.at("field").text())
                .contains(
                        "ips[1].node_id",
                        "ips[2].ip",
                        "strategy",
                        "isp_strategies[0].strategy",
                        "isp_strategies[1].isp",
                        "isp_strategies[3].isp",
                        "retry_rule",
                        "lock_rules[0]",
                        "dkim_keys[0]",
                        "dkim_keys[1]",
                        "account_ids[1]");
        assertThat(answer.errorText())
                .contains(
                        "no node with id 9223372036854775807",
                        "127.0.0.1 on node 1 is in ips[0]",
                        "no strategy named 'no such'",
                        "key '" + ssh + "' is of the kind ssh");
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "'192.0.2'",
        "'192.0.2.256'",
        "'0.0.0.0'",
        "'::'",
        "'224.0.0.1'",
        "'ff02::1'",
        "'fe80::1%eth0'",
        "'[::1]'",
        "'192.0.2.0/24'",
        "'localhost'"
    })
    void badIp_is400(String ip) {
        Answer answer =
                api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "ips",
                        List.of(ip(1, ip, "")));

        assertThat(answer.error()).as(ip).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("ips[0].ip");
    }

    @Test
    void sameIpInTwoForms_isRefused() {
        Answer answer =
                api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "ips",
                        List.of(ip(1, "2001:db8::1", ""), ip(1, "2001:DB8:0::0:1", "")));

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("ips[1].ip");
    }

    @Test
    void name_isUniqueAndReservedByDeletedOnes() {
        String name = Api.unique("sender");
        long id = api.call("senders/akmta/save", "name", name).savedId();

        Answer taken = api.call("senders/akmta/save", "name", name);
        assertThat(taken.error()).isEqualTo(409);
        assertThat(taken.errorText()).isEqualTo("the name '" + name + "' is taken by sender " + id);
        api.call("senders/delete", "id", id).ok();
        Answer reserved =
                api.call("senders/other/save", "name", name, "type", "x", "channel_type", "y");
        assertThat(reserved.error()).isEqualTo(409);
        assertThat(reserved.errorText()).contains("reserved", "deleted");
        long other = given.newSender();
        assertThat(api.call("senders/akmta/save", "id", other, "name", name).error())
                .isEqualTo(409);
    }

    @Test
    void noSuchSender_is404() {
        assertThat(api.call("senders/akmta/get", "id", Long.MAX_VALUE).error()).isEqualTo(404);
        assertThat(api.call("senders/akmta/save", "id", Long.MAX_VALUE).error()).isEqualTo(404);
        assertThat(api.call("senders/other/save", "id", Long.MAX_VALUE).error()).isEqualTo(404);
        assertThat(api.call("senders/akmta/get").error()).isEqualTo(400);
    }
}
