package io.mailyard.senders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mailyard.accounts.Accounts;
import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.domains.DomainOwners;
import io.mailyard.nodes.Nodes;
import io.mailyard.policies.Policies;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tenancy;
import io.mailyard.testing.TestServer;
import io.mailyard.wire.JsonText;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Notifications of senders to other packages. */
@ParameterizedClass
@EnumSource
class SenderCallsTest {
    private final StoreKind kind;
    private TestServer server;
    private Api api;
    private Database database;
    private Senders senders;
    private Writes writes;
    private final List<String> told = new ArrayList<>();

    SenderCallsTest(StoreKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open() {
        server = TestServer.start(kind);
        api = server.api();
        database = server.database();
        senders =
                new Senders(
                        database,
                        new Nodes(database),
                        new Accounts(database, new Tariffs(database)),
                        new Policies(database),
                        new DomainOwners(database));
        writes = new Writes(database, Clock.systemUTC());
        senders.onChange(
                new SenderListener() {
                    @Override
                    public void changed(Change change, SenderId sender, SenderChange kind) {
                        told.add(sender + " " + kind);
                    }

                    @Override
                    public void assigned(
                            Change change, SenderId sender, AccountId account, boolean assigned) {
                        told.add(sender + " " + account + " " + assigned);
                    }
                });
    }

    @AfterEach
    void close() {
        database.close();
        server.close();
    }

    private SenderId newSender(AccountId... accounts) {
        List<Long> ids = new ArrayList<>();
        for (AccountId account : accounts) {
            ids.add(account.value());
        }
        return new SenderId(
                api.call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("sender"),
                                "ips",
                                List.of(Map.of("node_id", 1, "ip", "127.0.0.1")),
                                "account_ids",
                                ids)
                        .savedId());
    }

    private AccountId newAccount() {
        return new AccountId(api.newAccount());
    }

    private List<SenderId> serving(AccountId account) {
        List<SenderId> serving = database.read(tx -> senders.serving(tx, account));
        assertThat(database.<Optional<SenderId>>read(tx -> senders.firstFor(tx, account)))
                .isEqualTo(serving.stream().findFirst());
        return serving;
    }

    private void changing(Consumer<Change> work) {
        writes.system(
                "test",
                change -> {
                    work.accept(change);
                    return true;
                });
    }

    @Test
    void serving_isInTheOrderOfAssignment() {
        AccountId account = newAccount();
        SenderId late = newSender();
        SenderId first = newSender(account);
        SenderId second = newSender(account);
        api.call("senders/assign", "id", late.value(), "account_id", account.value()).ok();
        long sms =
                api.call("senders/other/save", "name", "sms", "type", "sms", "channel_type", "sms")
                        .savedId();
        api.call("senders/assign", "id", sms, "account_id", account.value()).ok();

        assertThat(serving(account)).containsExactly(first, second, late);
        assertThat(serving(newAccount())).isEmpty();
        api.call("senders/delete", "id", first.value()).ok();
        assertThat(serving(account)).containsExactly(second, late);
        api.call("senders/undelete", "id", first.value()).ok();
        assertThat(serving(account)).containsExactly(first, second, late);
        api.call(
                        "senders/assign",
                        "id",
                        first.value(),
                        "account_id",
                        account.value(),
                        "assigned",
                        false)
                .ok();
        api.call("senders/assign", "id", first.value(), "account_id", account.value()).ok();
        assertThat(serving(account)).containsExactly(second, late, first);
    }

    @Test
    void withSourceOn_hasThoseThatAreNotDeleted() {
        SenderId one = newSender();
        SenderId two = newSender();

        assertThat(database.<List<SenderId>>read(tx -> senders.withSourceOn(tx, 1)))
                .containsExactly(one, two);
        api.call("senders/delete", "id", one.value()).ok();
        assertThat(database.<List<SenderId>>read(tx -> senders.withSourceOn(tx, 1)))
                .containsExactly(two);
        assertThat(database.<List<SenderId>>read(tx -> senders.withSourceOn(tx, 2))).isEmpty();
        api.call("nodes/mta/deactivate", "id", 1).ok();
        assertThat(database.<List<SenderId>>read(tx -> senders.withSourceOn(tx, 1))).isEmpty();
        List<Sender> all = database.read(senders::all);
        assertThat(all).extracting(Sender::id).containsExactly(one, two);
        assertThat(all.getFirst()).isEqualTo(database.read(tx -> senders.any(tx, one)));
        assertThat(all.getFirst().mta().orElseThrow().ips())
                .extracting(MtaSettings.Ip::node, MtaSettings.Ip::ip, MtaSettings.Ip::helo)
                .containsExactly(tuple(1L, "127.0.0.1", ""));
    }

    @Test
    void listeners_areNotifiedOfChanges() {
        AccountId account = newAccount();
        SenderId sender = newSender(account);

        changing(change -> senders.assign(change, sender, account, true));
        changing(change -> senders.assign(change, sender, account, false));
        changing(change -> senders.assign(change, sender, account, false));
        changing(change -> senders.assign(change, sender, account, true));
        changing(change -> senders.undelete(change, sender));
        changing(change -> senders.delete(change, sender));
        changing(change -> senders.undelete(change, sender));

        assertThat(told)
                .containsExactly(
                        sender + " " + account + " false",
                        sender + " " + account + " true",
                        sender + " DELETED",
                        sender + " UNDELETED");
    }

    @Test
    void extraDetails_comeFromOtherPackages() {
        SenderId sender = newSender();
        senders.problems((tx, of) -> List.of("node 1 does not have 127.0.0.1"));
        senders.detail(
                ObjectSchema.part().number("mail", "Mail."),
                (tx, id) -> out -> out.number("mail", id.value()));

        SenderView.ShownSender shown = senders.get(sender);

        assertThat(shown.problems()).containsExactly("node 1 does not have 127.0.0.1");
        assertThat(JsonText.write(shown::write)).endsWith(",\"mail\":" + sender + "}");
    }

    @Test
    void purge_takesTheAccountsAssignmentsAlone() {
        AccountId account = newAccount();
        AccountId other = newAccount();
        SenderId sender = newSender(account, other);

        changing(change -> senders.purge(change.tx(), account));

        assertThat(database.<Long>read(tx -> senders.count(tx, account))).isZero();
        assertThat(database.<List<AccountId>>read(tx -> senders.accountsOf(tx, sender)))
                .containsExactly(other);
    }

    @Test
    void foreignAccount_findsAndChangesNothing() {
        SenderId sender = newSender(newAccount());
        AccountId foreign = newAccount();
        Map<Class<?>, Object> given =
                Map.of(SenderId.class, sender, Collection.class, List.of(foreign));

        int called = Tenancy.assertKept(server, new Assignments(), foreign, given, Set.of("add"));

        assertThat(called).isGreaterThanOrEqualTo(5);
    }

    @Test
    void manyAccounts_areOneWrite() {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            ids.add(i + 1L);
        }
        long first = api.newAccount();
        assertThat(first).isOne();
        server.tamper(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 599)"
                        + " INSERT INTO accounts SELECT i + 1, name || i, name_key || i,"
                        + " title, title_key, timezone, tariff_id, reports_day, reports_hour, force_2fa_auth,"
                        + " pushes_enabled, custom_push_domain, is_smart, pixels_enabled, track_email_replies,"
                        + " web_version_policy, account_postgresql, account_cache_clickhouse,"
                        + " external_data_connectors, is_active, is_frozen, frozen_payment_url, frozen_reason,"
                        + " frozen_since, frozen_until, is_subscribers_suspend_all, is_tariff_exceed,"
                        + " created_at, updated_at, deleted_at, domains_policy, content_keep,"
                        + " submission_passwords FROM accounts, n WHERE id = 1");

        long sender = api.call("senders/akmta/save", "name", "many", "account_ids", ids).savedId();

        assertThat(api.call("senders/akmta/get", "id", sender).at("data.account_ids").items())
                .hasSize(600);
        api.call("senders/akmta/save", "id", sender, "account_ids", List.of(600)).ok();
        assertThat(api.call("senders/akmta/get", "id", sender).at("data.account_ids.0").number())
                .isEqualTo(600);
    }
}
