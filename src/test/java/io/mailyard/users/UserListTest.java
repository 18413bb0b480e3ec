package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A list is never older than the last change that was acknowledged, however often it was asked. */
class UserListTest {
    private static final String LIST = "accounts/users/list";

    @ParameterizedTest
    @EnumSource
    void eachChangeOfAUser_showsAtOnce(StoreKind kind) {
        Api api = TestServer.of(kind).api();
        long account = api.newAccount();
        assertThat(total(api, account)).isZero();

        api.newUser(account, "ann");
        assertThat(total(api, account)).isEqualTo(1);

        api.call("accounts/users/update", "account_id", account, "name", "ann", "phone", "1").ok();
        assertThat(api.call(LIST, "account_id", account).at("data.0.phone").text()).isEqualTo("1");

        api.call("accounts/users/update", "account_id", account, "name", "ann", "active", false)
                .ok();
        assertThat(api.call(LIST, "account_id", account, "active", true).at("total_count").number())
                .isZero();

        api.call("accounts/users/delete", "account_id", account, "name", "ann").ok();
        assertThat(total(api, account)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void theSameList_inEitherFormatAndByEachFilter_isItsOwnAnswer(StoreKind kind) {
        Api api = TestServer.of(kind).api();
        long account = api.newAccount();
        api.newUser(account, "ann", "lang", "RU");
        api.newUser(account, "bob", "master", true);

        for (int i = 0; i < 2; i++) {
            assertThat(api.callXml(LIST, "account_id", account).ok().text())
                    .startsWith("<xml><data><user><username>ann</username>");
            assertThat(only(api, account, "lang", "RU")).isEqualTo("ann");
            assertThat(only(api, account, "master", true)).isEqualTo("bob");
            assertThat(only(api, account, "from_name", "b")).isEqualTo("bob");
            assertThat(only(api, account, "limit", 1)).isEqualTo("ann");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPageOfEachSize_hasTheFirstUsers_andTheTotal(StoreKind kind) {
        Api api = TestServer.of(kind).api();
        long account = api.newAccount();
        int users = UserStore.FEW + 1;
        for (int count = 1; count <= users; count++) {
            api.newUser(account, "u" + (1000 + count));
            if (count < 3 || count >= UserStore.FEW - 1) {
                for (int limit : new int[] {1, 2, count - 1, count, count + 1, 10_000}) {
                    mustList(api, account, count, Math.max(1, limit));
                }
            }
        }
    }

    private static void mustList(Api api, long account, int count, int limit) {
        for (boolean full : new boolean[] {false, true}) {
            Answer page = api.call(LIST, "account_id", account, "limit", limit, "full", full).ok();
            int shown = Math.min(count, limit);
            assertThat(page.at("total_count").number()).isEqualTo(count);
            assertThat(page.at("data." + (shown - 1) + ".username").text())
                    .isEqualTo("u" + (1000 + shown));
            assertThat(page.text().contains("\"username\":\"u" + (1001 + shown) + "\"")).isFalse();
            assertThat(page.text().contains("next_from_name")).isEqualTo(count > limit);
            assertThat(page.text().contains("\"has_password\"")).isEqualTo(full);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedAccount_hasNoListAtOnce_andARestoredOneItsOwn(StoreKind kind) {
        Api api = TestServer.of(kind).api();
        long account = api.newAccount();
        api.newUser(account, "ann");
        String before = api.call(LIST, "account_id", account).ok().text();

        api.call("accounts/delete", "id", account).ok();
        assertThat(api.call(LIST, "account_id", account).error()).isEqualTo(404);

        api.call("accounts/restore", "id", account).ok();
        assertThat(api.call(LIST, "account_id", account).text()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void readersBesideAWriter_neverSeeLessThanWasAcknowledged(StoreKind kind) throws Exception {
        Api api = TestServer.of(kind).api();
        long account = api.newAccount();
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asked.add(readers.submit(() -> read(api, account, acknowledged, over)));
            }
            for (int i = 1; i <= 60; i++) {
                api.newUser(account, "user" + i);
                acknowledged.set(i);
            }
            over.set(true);
            for (Future<Integer> reader : asked) {
                assertThat(reader.get()).isPositive();
            }
        }
        assertThat(total(api, account)).isEqualTo(60);
    }

    private static int read(Api api, long account, AtomicInteger least, AtomicBoolean over) {
        int reads = 0;
        do {
            int floor = least.get();
            assertThat(total(api, account)).isGreaterThanOrEqualTo(floor);
            reads++;
        } while (!over.get());
        return reads;
    }

    private static long total(Api api, long account) {
        return api.call(LIST, "account_id", account).ok().at("total_count").number();
    }

    private static String only(Api api, long account, String name, Object value) {
        Answer answer = api.call(LIST, "account_id", account, name, value).ok();
        assertThat(answer.at("data").items()).hasSize(1);
        return answer.at("data.0.username").text();
    }
}
