package io.mailyard.domains;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.domains.CheckQueue.ProofLookupResult;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When a run of the daily check is thought to be broken. */
class CheckVerdictTest {
    /** For each account its domains that fail, of so many. */
    private static CheckVerdict of(int[]... accounts) {
        List<ProofLookupResult> looked = new ArrayList<>();
        for (int account = 0; account < accounts.length; account++) {
            for (int i = 0; i < accounts[account][1]; i++) {
                looked.add(
                        new ProofLookupResult(
                                SomeDomains.verified(
                                        new AccountId(account + 1), "d" + i + ".example"),
                                i < accounts[account][0]
                                        ? new ProofCheck.ProofAbsent("gone")
                                        : new ProofCheck.ProofFound("txt")));
            }
        }
        return CheckVerdict.of(looked);
    }

    private static int[] failing(int failing, int all) {
        return new int[] {failing, all};
    }

    /** Among honest accounts of every number, whatever the one has and lets fail. */
    @Test
    void singleAccount_neverRaisesTheAlarm() {
        for (int others = 1; others <= 12; others++) {
            for (int own : List.of(1, 2, 10, 1000)) {
                for (int failing : List.of(1, own / 2, own)) {
                    int[][] accounts = new int[others + 1][];
                    accounts[0] = failing(failing, own);
                    for (int i = 1; i <= others; i++) {
                        accounts[i] = failing(0, i);
                    }
                    assertThat(of(accounts).isAlarm())
                            .as("%s of %s among %s", failing, own, others)
                            .isFalse();
                }
            }
        }
    }

    /** The same of two who agree to it, while at least one other account's domains are well. */
    @Test
    void twoAccountsTogether_neverRaiseTheAlarm() {
        for (int others = 1; others <= 12; others++) {
            for (int own : List.of(1, 2, 10, 1000)) {
                for (int failing : List.of(1, own / 2, own)) {
                    int[][] accounts = new int[others + 2][];
                    accounts[0] = failing(failing, own);
                    accounts[1] = failing(own, own);
                    for (int i = 2; i <= others + 1; i++) {
                        accounts[i] = failing(0, i);
                    }
                    assertThat(of(accounts).isAlarm())
                            .as("%s and %s of %s among %s", failing, own, own, others)
                            .isFalse();
                }
            }
        }
    }

    @Test
    void failuresOfManyAccounts_raiseItDespiteOneWithManyHealthyDomains() {
        assertThat(of(failing(0, 1000), failing(1, 1), failing(1, 1), failing(1, 1)).isAlarm())
                .isTrue();
        assertThat(of(failing(1, 1), failing(1, 1), failing(1, 1)).isAlarm()).isTrue();
        assertThat(of(failing(1, 1), failing(1, 1)).isAlarm()).isTrue();
        assertThat(of(failing(30, 30), failing(20, 20), failing(1, 1)).isAlarm()).isTrue();
    }

    @Test
    void fewFailuresOfManyAccounts_raiseNone() {
        int[][] accounts = new int[100][];
        for (int i = 0; i < accounts.length; i++) {
            // each of 20 accounts loses one of a hundred: a fifth of the accounts, no outage
            accounts[i] = failing(i < 20 ? 1 : 0, 100);
        }
        assertThat(of(accounts).isAlarm()).isFalse();
        for (int i = 0; i < 5; i++) {
            accounts[i] = failing(100, 100);
        }
        assertThat(of(accounts).isAlarm()).isFalse();
        for (int i = 5; i < 7; i++) {
            accounts[i] = failing(100, 100);
        }
        assertThat(of(accounts).isAlarm()).isTrue();
    }

    @Test
    void onlyAccount_isCountedByDomains() {
        assertThat(of(failing(1, 1)).isAlarm()).isFalse();
        assertThat(of(failing(5, 100)).isAlarm()).isFalse();
        assertThat(of(failing(6, 100)).isAlarm()).isTrue();
        assertThat(of(failing(2, 6)).isAlarm()).isTrue();
        assertThat(of().isAlarm()).isFalse();
    }
}
