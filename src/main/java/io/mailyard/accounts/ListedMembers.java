package io.mailyard.accounts;

import io.mailyard.base.AccountId;
import io.mailyard.base.Slice;
import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Members that a list shows of each account.
 *
 * @param full as {@code get} shows it, without receipts
 * @param counts the numbers of its users and of its queued mail
 */
record ListedMembers(boolean full, boolean counts) {

    /** A page as it is shown, read in the transaction that found it. */
    AccountPage<Consumer<Out>> page(
            Tx tx,
            AccountPage<Account> found,
            List<AccountDetail> members,
            List<AccountDependent> dependents) {
        Slice<Account> slice = found.slice();
        List<AccountId> ids = slice.rows().stream().map(Account::id).toList();
        Map<String, Map<AccountId, Long>> numbers = new LinkedHashMap<>();
        dependents.stream()
                .filter(dependent -> counts && AccountBody.COUNTED.contains(dependent.noun()))
                .forEach(dependent -> numbers.put(dependent.noun(), dependent.counts(tx, ids)));
        List<Consumer<Out>> rows =
                slice.rows().stream().map(account -> shown(tx, account, members, numbers)).toList();
        return new AccountPage<>(
                new Slice<>(rows, slice.totalCount(), slice.nextFromId()), found.next());
    }

    private Consumer<Out> shown(
            Tx tx,
            Account account,
            List<AccountDetail> members,
            Map<String, Map<AccountId, Long>> numbers) {
        Consumer<Out> shown =
                full ? full(tx, account, members) : out -> AccountBody.listed(out, account);
        return shown.andThen(out ->
                numbers.forEach((noun, of) -> out.number(noun, of.getOrDefault(account.id(), 0L))));
    }

    /** An account with what other packages answer in a full list. */
    static Consumer<Out> full(Tx tx, Account account, List<AccountDetail> members) {
        Consumer<Out> shown = out -> AccountBody.full(out, account);
        for (AccountDetail member : members) {
            shown = shown.andThen(member.of(tx, account.id()));
        }
        return shown;
    }
}
