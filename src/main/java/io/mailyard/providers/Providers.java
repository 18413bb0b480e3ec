package io.mailyard.providers;

import io.mailyard.api.Call;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.fields.FieldTable;
import io.mailyard.fields.FieldValues;
import io.mailyard.fields.Fields;
import io.mailyard.wire.Out;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of providers of one kind. */
public final class Providers<P extends Provider> {
    private final Database database;
    private final ProviderKind<P> kind;
    private final FieldTable<P> table;
    private final ProviderUse<P> use;

    public Providers(Database database, ProviderKind<P> kind, ProviderUse<P> use) {
        this.database = database;
        this.kind = kind;
        this.table = kind.table();
        this.use = use;
    }

    ProviderKind<P> kind() {
        return kind;
    }

    /** Returns the providers of an owner that sign people in now, by id. */
    public List<P> active(AccountId owner) {
        return database.read(
                tx -> table.where(tx, "active = 1 AND " + kind.ofOwner(), kind.owned(owner)));
    }

    /** The one of a name, if it signs people in now. */
    public Optional<P> active(AccountId owner, String name) {
        return active(owner).stream().filter(provider -> provider.name().equals(name)).findFirst();
    }

    /** The one of a number, whosoever's, if it signs people in now. */
    public Optional<P> active(long id) {
        return database.<Optional<P>>read(tx -> table.find(tx, id)).filter(Provider::active);
    }

    /** Whether any of any owner signs people in now. */
    public boolean isAny() {
        return database.readOne(tx -> table.count(tx, "active = 1") > 0);
    }

    /** Number of people whom a provider signs in. */
    long people(P provider) {
        return database.read(tx -> use.people(tx, provider));
    }

    /**
     * A page of an owner's.
     *
     * @param search in the name, the title and where it is; empty: all
     * @param active only those that sign people in, or only the others
     */
    SortedSlice<P> list(AccountId owner, String search, Optional<Boolean> active, SortedPage page) {
        StringBuilder where = new StringBuilder(kind.ofOwner());
        List<@Nullable Object> args = new ArrayList<>(Arrays.asList(kind.owned(owner)));
        active.ifPresent(on -> {
            where.append(" AND active = ?");
            args.add(on);
        });
        if (!search.isEmpty()) {
            where.append(" AND ").append(SortedList.contains(search, args, kind.searched()));
        }
        return database.read(tx -> {
            use.mustExist(tx, owner);
            return kind.sorts()
                    .read(
                            tx,
                            page,
                            where.toString(),
                            args,
                            (rest, values) -> table.query(tx, rest, values),
                            Provider::id);
        });
    }

    P get(AccountId owner, long id) {
        return database.read(tx -> existing(tx, owner, id));
    }

    private P existing(Tx tx, AccountId owner, long id) {
        use.mustExist(tx, owner);
        return table.find(tx, id)
                .filter(provider -> provider.owner().equals(owner))
                .orElseThrow(() -> ApiException.notFound("no " + kind.one() + " with id " + id));
    }

    /** Makes one; its number. */
    long create(Change change, Call call, AccountId owner) {
        Tx tx = change.tx();
        use.mustExist(tx, owner);
        if (table.count(tx, kind.ofOwner(), kind.owned(owner)) >= kind.most()) {
            throw ApiException.conflict(
                    "there are " + kind.most() + " " + kind.many() + ", which is the limit");
        }
        FieldValues given =
                FieldValues.given(kind.fields(), call.params()).under(kind.valuesOf(owner));
        P provider = kind.made(tx.nextId(kind.calls()), given, change.now());
        check(tx, provider);
        use.mustBeThere(tx, Optional.empty(), provider);
        use.mustInclude(tx, call, provider);
        table.insert(tx, provider);
        change.recordCreation(
                kind.calls() + ".save", subject(provider), out -> audited(out, provider));
        return provider.id();
    }

    void update(Change change, Call call, AccountId owner, long id) {
        Tx tx = change.tx();
        P before = existing(tx, owner, id);
        FieldValues given = FieldValues.given(kind.fields(), call.params());
        FieldValues values =
                before.values().under(given).with(ProviderKind.UPDATED_AT, change.now());
        P after = kind.of(kind.secret().noted(values, given, change.now()));
        keepSecret(before, after, given);
        check(tx, after);
        use.mustBeThere(tx, Optional.of(before), after);
        use.mustInclude(tx, call, before);
        use.mustInclude(tx, call, after);
        kind.losesPeople(before, after)
                .filter(_ -> use.people(tx, before) > 0)
                .ifPresent(why -> {
                    throw ApiException.conflict(why);
                });
        boolean changed =
                change.recordChange(
                        kind.calls() + ".save",
                        subject(after),
                        out -> audited(out, before),
                        out -> audited(out, after));
        if (changed) {
            table.update(tx, after);
        }
        if (before.active() && !after.active()) {
            use.endSessions(change, after);
        }
    }

    /** Requires the secret again where the change would send the known one elsewhere. */
    private void keepSecret(P before, P after, FieldValues given) {
        Optional<String> elsewhere = kind.leadsElsewhere(before, after);
        if (elsewhere.isPresent()
                && !before.secret().isEmpty()
                && given.find(kind.secret().text()).isEmpty()) {
            throw ApiException.badRequest(
                    kind.secret().text().name(),
                    "must be given again where "
                            + elsewhere.get()
                            + ": whoever changes that could send it to a server of their own");
        }
    }

    private void check(Tx tx, P provider) {
        kind.check(provider);
        table.mustBeFree(
                tx,
                kind.one(),
                kind.name(),
                provider,
                kind.ofOwner(),
                kind.owned(provider.owner()));
    }

    void delete(Change change, Call call, AccountId owner, long id) {
        Tx tx = change.tx();
        P provider = existing(tx, owner, id);
        use.mustInclude(tx, call, provider);
        long people = use.people(tx, provider);
        if (people > 0 && kind.staysWithPeople()) {
            throw ApiException.conflict(
                    kind.called()
                            + " '"
                            + provider.name()
                            + "' signs in "
                            + people
                            + " "
                            + use.called(people)
                            + ": delete them first, or switch it off");
        }
        use.forget(change, provider);
        table.delete(tx, provider);
        change.recordDeletion(
                kind.calls() + ".delete", subject(provider), out -> audited(out, provider));
    }

    private void audited(Out out, P provider) {
        Fields.write(out, kind.audited(), provider.values());
    }

    private Subject subject(P provider) {
        return provider.owner().equals(AccountId.PLATFORM)
                ? Subject.of(kind.subject(), provider.id())
                : Subject.of(kind.subject(), provider.id(), provider.owner());
    }
}
