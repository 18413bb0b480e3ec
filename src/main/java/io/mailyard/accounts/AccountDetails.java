package io.mailyard.accounts;

import io.mailyard.api.ObjectSchema;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Members that other packages add to the answers about an account. */
public final class AccountDetails {
    private final List<AccountDetail> listed = new CopyOnWriteArrayList<>();
    private final List<AccountDetail> details = new CopyOnWriteArrayList<>();
    private final List<AccountDetail> own = new CopyOnWriteArrayList<>();
    private volatile ObjectSchema listedSchema = ObjectSchema.part();
    private volatile ObjectSchema detailSchema = ObjectSchema.part();
    private volatile ObjectSchema ownSchema = ObjectSchema.part();

    AccountDetails() {}

    /** Adds members to {@code accounts/get}. */
    public void add(ObjectSchema schema, AccountDetail detail) {
        detailSchema = detailSchema.including(schema);
        details.add(detail);
    }

    /** Adds members to {@code accounts/get}, and to the account's own view. */
    public void addOwn(ObjectSchema schema, AccountDetail detail) {
        add(schema, detail);
        ownSchema = ownSchema.including(schema);
        own.add(detail);
    }

    /** Adds members to {@code accounts/get} and to a full list. */
    public void addListed(ObjectSchema schema, AccountDetail detail) {
        listedSchema = listedSchema.including(schema);
        listed.add(detail);
    }

    /** Returns the details in a full list. */
    List<AccountDetail> listed() {
        return List.copyOf(listed);
    }

    ObjectSchema listedSchema() {
        return listedSchema;
    }

    /** Of {@code accounts/get}. */
    ObjectSchema fullSchema() {
        return listedSchema.including(detailSchema);
    }

    ObjectSchema ownSchema() {
        return ownSchema;
    }

    /** Writes the account in full, with all members. */
    Consumer<Out> full(Tx tx, Account account) {
        return with(ListedMembers.full(tx, account, listed), details, tx, account.id());
    }

    /** Writes the members of the account's own view. */
    Consumer<Out> own(Tx tx, AccountId id) {
        return with(_ -> {}, own, tx, id);
    }

    private static Consumer<Out> with(
            Consumer<Out> first, List<AccountDetail> details, Tx tx, AccountId id) {
        Consumer<Out> shown = first;
        for (AccountDetail detail : details) {
            shown = shown.andThen(detail.of(tx, id));
        }
        return shown;
    }
}
