package io.mailyard.accounts;

import io.mailyard.api.Call;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.api.Types;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.bulk.BulkKind;
import io.mailyard.db.Tx;
import io.mailyard.tariffs.TariffId;
import io.mailyard.writes.Change;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Acts on many accounts. */
public final class AccountBulk implements BulkKind {
    private static final String UNTIL = "until";
    private static final String PAYMENT_URL = "payment_url";
    private static final String TARIFF = "tariff";

    private static final Param<Instant> FREEZE_UNTIL =
            Param.of(UNTIL, Types.time(), "To freeze: when it is lifted by itself; in the future.");
    private static final Param<String> PAY =
            Param.of(PAYMENT_URL, Types.url(), "To freeze: where users are sent to pay.");
    private static final Param<Reference> NEW_TARIFF =
            Param.of(
                    TARIFF, Types.reference(), "To change the tariff: the new one, by name or id.");

    private final Accounts accounts;

    public AccountBulk(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public String noun() {
        return "accounts";
    }

    @Override
    public String path() {
        return "accounts/";
    }

    @Override
    public Optional<Param<Long>> account() {
        return Optional.empty();
    }

    @Override
    public List<String> acts() {
        return List.of("freeze", "unfreeze", "activate", "deactivate", TARIFF);
    }

    @Override
    public List<Param<?>> filters() {
        return AccountRoutes.FILTERS;
    }

    @Override
    public List<Param<?>> settings() {
        return List.of(FREEZE_UNTIL, PAY, NEW_TARIFF);
    }

    @Override
    public Map<String, String> settings(Change change, Call call, String act) {
        Params params = call.params();
        Map<String, String> settings = new LinkedHashMap<>();
        if (act.equals("freeze")) {
            params.find(FREEZE_UNTIL)
                    .filter(Types::isGiven)
                    .ifPresent(
                            until -> settings.put(UNTIL, future(until, change.now()).toString()));
            params.find(PAY)
                    .filter(url -> !url.isEmpty())
                    .ifPresent(url -> settings.put(PAYMENT_URL, url));
        }
        if (act.equals(TARIFF)) {
            Reference tariff =
                    params.find(NEW_TARIFF)
                            .orElseThrow(() ->
                                    ApiException.badRequest(
                                            TARIFF, "is required to change the tariff"));
            settings.put(TARIFF, accounts.tariffs().named(change.tx(), tariff).toString());
        }
        return settings;
    }

    private static Instant future(Instant until, Instant now) {
        if (!until.isAfter(now)) {
            throw ApiException.badRequest(UNTIL, until + " is not in the future");
        }
        return until;
    }

    @Override
    public List<BulkObject> matching(Tx tx, Call call, long from, int limit) {
        return accounts.store().names(tx, AccountRoutes.filter(call), from, limit);
    }

    @Override
    public List<BulkObject> named(Tx tx, Call call, List<Long> ids) {
        return accounts.store().names(tx, ids);
    }

    @Override
    public Map<String, Long> touched(Tx tx, List<BulkObject> objects) {
        List<AccountId> ids = objects.stream().map(BulkObject::account).toList();
        Map<String, Long> touched = new LinkedHashMap<>();
        accounts.dependents().stream()
                .filter(dependent -> AccountBody.COUNTED.contains(dependent.noun()))
                .forEach(dependent ->
                        touched.put(
                                dependent.noun(),
                                dependent.counts(tx, ids).values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()));
        return touched;
    }

    @Override
    public boolean apply(Change change, BulkObject object, BulkOrder order) {
        AccountId id = object.account();
        Account before = accounts.existing(change.tx(), id);
        switch (order.act()) {
            case "freeze" -> accounts.freeze(change, id, frozen(change, order));
            case "unfreeze" -> accounts.unfreeze(change, id);
            case "activate" -> accounts.activate(change, id, true);
            case "deactivate" -> accounts.activate(change, id, false);
            case TARIFF ->
                    accounts.move(
                            change,
                            id,
                            new Reference.ById(
                                    Long.parseLong(order.settings().getOrDefault(TARIFF, "0"))));
            default -> throw new IllegalStateException("no act " + order.act());
        }
        return !accounts.existing(change.tx(), id).values().equals(before.values());
    }

    /** The account on another tariff. */
    static Account moved(Account before, TariffId tariff, Instant now) {
        return new Account(
                before.values()
                        .with(Account.TARIFF, new Reference.ById(tariff.value()))
                        .with(Account.UPDATED_AT, now));
    }

    private static FreezeDetails frozen(Change change, BulkOrder order) {
        Map<String, String> settings = order.settings();
        return new FreezeDetails(
                Optional.ofNullable(settings.get(PAYMENT_URL)),
                Optional.of(order.reason()).filter(reason -> !reason.isEmpty()),
                change.now(),
                Optional.ofNullable(settings.get(UNTIL)).map(Instant::parse));
    }
}
