package io.mailyard.senders;

import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.Accounts;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Params;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import io.mailyard.domains.DomainOwners;
import io.mailyard.fields.FieldValues;
import io.mailyard.nodes.Nodes;
import io.mailyard.policies.Policies;
import io.mailyard.policies.PolicyKind;
import io.mailyard.senders.SenderListener.SenderChange;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The rules of senders (docs/spec/admin-api.md, section 5), and their interface to other packages.
 */
public final class Senders implements AccountDependent {
    /** Maximum number of senders, since configuring nodes reads all of them. */
    private static final int MOST = 10_000;

    private static final String SEQUENCE = "senders";

    private final Database database;
    private final Nodes nodes;
    private final Accounts accounts;
    private final Policies policies;
    private final SenderStore store = new SenderStore();
    private final Assignments assignments = new Assignments();
    private final SenderAssigner assigning;
    private final ReturnPaths returnPaths;
    private final SenderView view;
    private final List<SenderListener> watchers = new CopyOnWriteArrayList<>();

    public Senders(
            Database database,
            Nodes nodes,
            Accounts accounts,
            Policies policies,
            DomainOwners owners) {
        this.database = database;
        this.nodes = nodes;
        this.accounts = accounts;
        this.policies = policies;
        this.returnPaths = new ReturnPaths(owners);
        this.assigning = new SenderAssigner(accounts, assignments, watchers);
        this.view = new SenderView(nodes, policies, assignments);
        accounts.details()
                .addListed(
                        ObjectSchema.part()
                                .numbers("sender_ids", "The senders that it may send by."),
                        (tx, account) -> {
                            List<Long> ids =
                                    assignments.notDeleted(tx, account).stream()
                                            .map(SenderId::value)
                                            .toList();
                            return out -> out.numbers("sender_ids", ids);
                        });
    }

    /** Adds a listener to changes of senders. */
    public void onChange(SenderListener watcher) {
        watchers.add(watcher);
    }

    /** Adds members of another package to {@code senders/akmta/get}. */
    public void detail(ObjectSchema schema, SenderDetail detail) {
        view.detail(schema, detail);
    }

    /** A sender in full. */
    ObjectSchema schema() {
        return view.schema();
    }

    /** Adds a source of problems in another package. */
    public void problems(SenderProblems problems) {
        view.problems(problems);
    }

    /** The sender, deleted or not, if it exists. */
    public Optional<Sender> find(Tx tx, SenderId id) {
        return store.find(tx, id);
    }

    /**
     * The sender, unless it is deleted.
     *
     * @throws ApiException error 404
     */
    public Sender existing(Tx tx, SenderId id) {
        return found(store.find(tx, id).filter(sender -> sender.deletedAt().isEmpty()), id);
    }

    /**
     * The sender, deleted or not.
     *
     * @throws ApiException error 404
     */
    public Sender any(Tx tx, SenderId id) {
        return found(store.find(tx, id), id);
    }

    private static Sender found(Optional<Sender> sender, SenderId id) {
        return sender.orElseThrow(() -> ApiException.notFound("no sender with id " + id));
    }

    /** All senders, including deleted ones, ascending by id; {@value #MOST} at most. */
    public List<Sender> all(Tx tx) {
        return store.all(tx);
    }

    /** The sender of an account's mail that no virtual sender routes. */
    public Optional<SenderId> firstFor(Tx tx, AccountId account) {
        return assignments.first(tx, account);
    }

    /** The senders that can send for an account, in the order of assignment. */
    public List<SenderId> serving(Tx tx, AccountId account) {
        return assignments.serving(tx, account);
    }

    /** All senders of an account, including deleted ones and those that cannot send. */
    public Set<SenderId> assignedTo(Tx tx, AccountId account) {
        return Set.copyOf(assignments.all(tx, account));
    }

    /**
     * The existing senders of {@code ids}, including deleted ones, without their addresses and
     * policies.
     */
    public Map<SenderId, Sender> withoutDetails(Tx tx, Collection<SenderId> ids) {
        return store.withoutDetails(tx, ids);
    }

    /** The nodes on which some senders have addresses; without senders that have none. */
    public Map<SenderId, Set<Long>> nodesOf(Tx tx, Collection<SenderId> ids) {
        return store.nodes(tx, ids);
    }

    /** The accounts that a sender, deleted or not, is assigned to, ascending by id. */
    public List<AccountId> accountsOf(Tx tx, SenderId id) {
        return assignments.accounts(tx, id);
    }

    /**
     * The senders that are not deleted and have an IP on the node, ascending by id; none if the
     * node's MTA should not run.
     */
    public List<SenderId> withSourceOn(Tx tx, long node) {
        return store.sendingOn(tx, node);
    }

    /** The senders with an IP on the node, including deleted ones. */
    public List<SenderId> withIpOn(Tx tx, long node) {
        return store.onNode(tx, node);
    }

    /** The senders of some accounts, including deleted ones; without accounts that have none. */
    public Map<AccountId, Set<SenderId>> assignedTo(Tx tx, Collection<AccountId> some) {
        return assignments.all(tx, some);
    }

    /** See {@link Nodes.NodeUse}. */
    public List<String> onNode(Tx tx, long node) {
        return store.namesOnNode(tx, node);
    }

    /** See {@link Policies.PolicyUse}. */
    public List<String> using(Tx tx, PolicyKind<?> kind, long id) {
        return store.namesUsing(tx, kind, id).stream()
                .map(name -> "sender '" + name + "'")
                .toList();
    }

    @Override
    public String noun() {
        return "senders";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return assignments.count(tx, account);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        assignments.removeAll(tx, account);
    }

    /** A page in some order; of counts, problems and names, those of every sender are looked at. */
    SortedSlice<ListedSender> list(
            SenderFilter filter, SenderOrder order, Page page, boolean counts) {
        return database.read(tx -> {
            filter.account().ifPresent(account -> accounts.existing(tx, account));
            boolean counted = counts || filter.problems().isPresent();
            SortedSlice<Sender> found =
                    counted || !order.isById()
                            ? order.page(matching(tx, filter), page)
                            : new SortedSlice<>(store.list(tx, filter, page), "");
            Slice<Sender> slice = found.slice();
            List<ListedSender> rows =
                    slice.rows().stream()
                            .map(sender ->
                                    counted ? counted(tx, sender) : ListedSender.plain(sender))
                            .toList();
            return new SortedSlice<>(
                    new Slice<>(rows, slice.totalCount(), slice.nextFromId()), found.nextFrom());
        });
    }

    private ListedSender counted(Tx tx, Sender sender) {
        return ListedSender.counted(
                sender,
                assignments.accountsOf(tx, sender.id()),
                view.problemsOf(tx, sender).size());
    }

    /** The senders that a filter lets pass, ascending by id. */
    List<Sender> matching(Tx tx, SenderFilter filter) {
        filter.account().ifPresent(account -> accounts.existing(tx, account));
        List<Sender> all = store.matching(tx, filter);
        if (filter.problems().isEmpty()) {
            return all;
        }
        boolean wanted = filter.problems().get();
        return all.stream()
                .filter(sender -> wanted != view.problemsOf(tx, sender).isEmpty())
                .toList();
    }

    /**
     * Checks that an account exists.
     *
     * @throws ApiException error 404
     */
    void mustBeAccount(Tx tx, AccountId account) {
        accounts.any(tx, account);
    }

    SenderView.ShownSender get(SenderId id) {
        return database.read(tx -> view.of(tx, any(tx, id)));
    }

    SenderId create(Change change, Params params) {
        Tx tx = change.tx();
        MtaParser reading = new MtaParser(tx, nodes, policies);
        FieldValues given = reading.created(params);
        List<AccountId> wanted = assigning.read(tx, params, List.of(), reading);
        reading.mustBeRight();
        returnPaths.mustBeServed(tx, given.get(MtaSettings.RETURN_PATH_DOMAIN), wanted);
        Sender sender = insert(change, id -> Sender.mta(id, given, change.now()));
        assigning.replace(change, sender, List.of(), wanted);
        return sender.id();
    }

    void update(Change change, SenderId id, Params params) {
        Tx tx = change.tx();
        Sender before = existing(tx, id);
        if (before.mta().isEmpty()) {
            throw ApiException.conflict(
                    described(before) + ": it is changed by senders/other/save");
        }
        MtaParser reading = new MtaParser(tx, nodes, policies);
        Sender after = before.with(reading.given(params), change.now());
        List<AccountId> assigned = assignments.accounts(tx, id);
        List<AccountId> wanted = assigning.read(tx, params, assigned, reading);
        reading.mustBeRight();
        String domain = after.get(MtaSettings.RETURN_PATH_DOMAIN);
        if (!domain.equals(before.get(MtaSettings.RETURN_PATH_DOMAIN))) {
            returnPaths.mustBeServed(tx, domain, wanted);
        }
        update(change, before, after);
        assigning.replace(change, before, assigned, wanted);
    }

    SenderId createOther(Change change, Params params) {
        FieldValues given = FieldValues.given(Sender.OTHER, params);
        return insert(change, id -> Sender.other(id, given, change.now())).id();
    }

    void updateOther(Change change, SenderId id, Params params) {
        Sender before = existing(change.tx(), id);
        if (before.mta().isPresent()) {
            throw ApiException.conflict(
                    described(before) + ": it is changed by senders/akmta/save");
        }
        FieldValues given = FieldValues.given(Sender.OTHER, params);
        update(change, before, before.with(given, change.now()));
    }

    private static String described(Sender sender) {
        return "sender '" + sender.name() + "' is of the type " + sender.type();
    }

    private Sender insert(Change change, Function<SenderId, Sender> make) {
        if (store.count(change.tx()) >= MOST) {
            throw ApiException.conflict(
                    "there are " + MOST + " senders, deleted ones too, which is as many as can be");
        }
        Sender sender = make.apply(new SenderId(change.tx().nextId(SEQUENCE)));
        store.mustBeFree(change.tx(), sender);
        store.insert(change.tx(), sender);
        change.recordCreation(
                "senders.save", subject(sender.id()), out -> SenderBody.settings(out, sender));
        notifyListeners(change, sender.id(), SenderChange.SAVED);
        return sender;
    }

    private void update(Change change, Sender before, Sender after) {
        store.mustBeFree(change.tx(), after);
        boolean changed =
                change.recordChange(
                        "senders.save",
                        subject(before.id()),
                        out -> SenderBody.settings(out, before),
                        out -> SenderBody.settings(out, after));
        if (changed) {
            store.update(change.tx(), after);
            notifyListeners(change, before.id(), SenderChange.SAVED);
        }
    }

    /** Assigns the sender to an account, or withdraws it; does nothing if it is so already. */
    void assign(Change change, SenderId id, AccountId account, boolean assigned) {
        Sender sender = existing(change.tx(), id);
        if (assigned) {
            accounts.existing(change.tx(), account);
            assigning.assign(change, sender, account);
        } else {
            accounts.any(change.tx(), account);
            assigning.unassign(change, sender, account);
        }
    }

    /** Marks the sender as deleted; its data is kept. */
    void delete(Change change, SenderId id) {
        Sender before = existing(change.tx(), id);
        store.setDeleted(change.tx(), before.deleted(Optional.of(change.now()), change.now()));
        String deleted = "{\"deleted_at\":\"" + change.now() + "\"}";
        change.recordDifference("senders.delete", subject(id), "{\"deleted_at\":null}", deleted);
        notifyListeners(change, id, SenderChange.DELETED);
    }

    /** Restores a deleted sender; does nothing if it is not deleted. */
    void undelete(Change change, SenderId id) {
        Sender before = any(change.tx(), id);
        Optional<Instant> deletedAt = before.deletedAt();
        if (deletedAt.isEmpty()) {
            return;
        }
        store.setDeleted(change.tx(), before.deleted(Optional.empty(), change.now()));
        String deleted = "{\"deleted_at\":\"" + deletedAt.get() + "\"}";
        change.recordDifference("senders.undelete", subject(id), deleted, "{\"deleted_at\":null}");
        notifyListeners(change, id, SenderChange.UNDELETED);
    }

    private void notifyListeners(Change change, SenderId id, SenderChange kind) {
        watchers.forEach(listener -> listener.changed(change, id, kind));
    }

    private static Subject subject(SenderId id) {
        return Subject.of("sender", id.value());
    }
}
