package io.mailyard.routing;

import io.mailyard.access.Principal;
import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.Params;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.identity.FromPolicy;
import io.mailyard.policies.Policies;
import io.mailyard.routing.RuleParser.Channel;
import io.mailyard.senders.Senders;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Virtual senders and their rules (docs/spec/admin-api.md, section 6). */
public final class VirtualSenders implements AccountDependent {
    /** Maximum per account. */
    private static final int MAX_VIRTUAL_SENDERS = 1000;

    /** Maximum senders named by all rules of an account: about 4 MB in memory. */
    private static final int MAX_SHARES = 20_000;

    private static final String SEQUENCE = "vsenders";

    private final Database database;
    private final Accounts accounts;
    private final Senders senders;
    private final Policies policies;
    private final FromPolicy names;
    private final RoutingVersion versions;
    private final SqlVirtualSenderStore store = new SqlVirtualSenderStore();

    public VirtualSenders(
            Database database,
            Accounts accounts,
            Senders senders,
            Policies policies,
            FromPolicy names,
            RoutingEngine router) {
        this.versions = router.versions();
        this.database = database;
        this.accounts = accounts;
        this.senders = senders;
        this.policies = policies;
        this.names = names;
    }

    @Override
    public String noun() {
        return "virtual senders";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return store.count(tx, account);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        store.deleteAll(tx, account);
        versions.forget(tx, account);
        RoutingSnapshots.purge(tx, account);
    }

    /** The first virtual senders with a warm-up ceiling of an ISP, as a refusal names them. */
    public List<String> using(Tx tx, String isp) {
        return store.withCeiling(tx, isp);
    }

    /**
     * A page of an account's.
     *
     * @param search in the name; empty: all
     */
    SortedSlice<SqlVirtualSenderStore.VirtualSenderSummary> list(
            AccountId account, String search, SortedPage page) {
        return database.read(tx -> {
            accounts.existing(tx, account);
            return store.list(tx, account, search, page);
        });
    }

    VirtualSender get(AccountId account, VirtualSenderId id) {
        return database.read(tx -> {
            accounts.existing(tx, account);
            return existing(tx, account, id);
        });
    }

    private VirtualSender existing(Tx tx, AccountId account, VirtualSenderId id) {
        return store.find(tx, account, id)
                .orElseThrow(() ->
                        ApiException.notFound(
                                "no virtual sender with id " + id + " in account " + account));
    }

    /**
     * The account of a virtual sender that a call names only by id.
     *
     * @throws ApiException error 404, also if it is not visible to the caller
     */
    AccountId accountOf(Tx tx, VirtualSenderId id, Principal asking) {
        return store.accountOf(tx, id)
                .filter(asking::reaches)
                .orElseThrow(() -> ApiException.notFound("no virtual sender with id " + id));
    }

    VirtualSenderId add(Change change, AccountId account, Params params) {
        accounts.existing(change.tx(), account);
        VirtualSender blank =
                VirtualSender.of(
                        new VirtualSenderId(change.tx().nextId(SEQUENCE)),
                        account,
                        params.get(VirtualSenderBody.NAME),
                        change.now());
        VirtualSender made = edit(change, blank, params);
        insert(change, "vsenders.add", made);
        return made.id();
    }

    void update(Change change, AccountId account, VirtualSenderId id, Params params) {
        accounts.existing(change.tx(), account);
        VirtualSender before = existing(change.tx(), account, id);
        VirtualSender after = edit(change, before, params);
        store.requireFreeName(change.tx(), account, after);
        requireRoom(change.tx(), after);
        boolean changed =
                change.recordChange(
                        "vsenders.update",
                        subject(before),
                        out -> VirtualSenderBody.settings(out, before),
                        out -> VirtualSenderBody.settings(out, after));
        if (changed) {
            store.update(change.tx(), account, after);
            versions.advance(change.tx(), account);
        }
    }

    /** Copies the rules under another name, whatever became of their senders. */
    VirtualSenderId copy(
            Change change, AccountId account, VirtualSenderId id, Optional<String> name) {
        accounts.existing(change.tx(), account);
        VirtualSender original = existing(change.tx(), account, id);
        String wanted = name.orElse("Clone of " + original.name());
        int length = wanted.codePointCount(0, wanted.length());
        if (length > VirtualSenderBody.MAX_NAME) {
            throw ApiException.badRequest(
                    "name",
                    "'Clone of "
                            + original.name()
                            + "' would have "
                            + length
                            + " characters, at most "
                            + VirtualSenderBody.MAX_NAME
                            + " are taken: give a name");
        }
        VirtualSender made =
                VirtualSender.of(
                                new VirtualSenderId(change.tx().nextId(SEQUENCE)),
                                account,
                                wanted,
                                change.now())
                        .with(wanted, original.emailRules(), original.smsRules(), change.now());
        insert(change, "vsenders.clone", made);
        return made.id();
    }

    void delete(Change change, AccountId account, VirtualSenderId id) {
        accounts.existing(change.tx(), account);
        VirtualSender gone = existing(change.tx(), account, id);
        store.delete(change.tx(), account, id);
        versions.advance(change.tx(), account);
        change.recordDeletion(
                "vsenders.delete", subject(gone), out -> VirtualSenderBody.settings(out, gone));
    }

    private void insert(Change change, String action, VirtualSender made) {
        Tx tx = change.tx();
        if (store.count(tx, made.account()) >= MAX_VIRTUAL_SENDERS) {
            throw ApiException.conflict(
                    "account "
                            + made.account()
                            + " has "
                            + MAX_VIRTUAL_SENDERS
                            + " virtual senders, which is the maximum");
        }
        store.requireFreeName(tx, made.account(), made);
        requireRoom(tx, made);
        store.insert(tx, made.account(), made);
        versions.advance(tx, made.account());
        change.recordCreation(action, subject(made), out -> VirtualSenderBody.settings(out, made));
    }

    /** Absent rules stay unread and unchanged: their senders may belong to others by now. */
    private VirtualSender edit(Change change, VirtualSender before, Params params) {
        Optional<List<Params>> email = params.find(VirtualSenderBody.EMAIL_RULES);
        Optional<List<Params>> sms = params.find(VirtualSenderBody.SMS_RULES);
        RuleParser reading =
                RuleParser.of(
                        new WarmupParser(
                                change.tx(),
                                policies,
                                LocalDate.ofInstant(change.now(), ZoneOffset.UTC),
                                before.emailRules()),
                        senders,
                        names,
                        before.account(),
                        List.of(email.orElse(List.of()), sms.orElse(List.of())));
        List<Rule> emailRules =
                email.map(given -> reading.rules(Channel.EMAIL, given)).orElse(before.emailRules());
        List<Rule> smsRules =
                sms.map(given -> reading.rules(Channel.SMS, given)).orElse(before.smsRules());
        if (email.orElse(List.of()).isEmpty()
                && sms.orElse(List.of()).isEmpty()
                && emailRules.isEmpty()
                && smsRules.isEmpty()) {
            reading.fault("email_rules", "must have a rule where sms_rules has none");
        }
        reading.requireValid();
        return before.with(
                params.find(VirtualSenderBody.NAME).orElse(before.name()),
                emailRules,
                smsRules,
                change.now());
    }

    private void requireRoom(Tx tx, VirtualSender virtualSender) {
        long shares =
                store.sharesWithout(tx, virtualSender.account(), virtualSender.id())
                        + virtualSender.shares();
        if (shares > MAX_SHARES) {
            throw ApiException.conflict(
                    "the rules of account "
                            + virtualSender.account()
                            + " would name "
                            + shares
                            + " senders altogether, at most "
                            + MAX_SHARES
                            + " are taken");
        }
    }

    private static Subject subject(VirtualSender virtualSender) {
        return Subject.of("vsender", virtualSender.id().value(), virtualSender.account());
    }
}
