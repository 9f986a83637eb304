import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuechain.economy.books import CONSUMERS, OUTSIDE, Account, Books
from valuechain.errors import RequestError

ACCOUNTS = [OUTSIDE, CONSUMERS, Account("producer", "ford"), Account("distributor", "ford")]
TRANSFERS = st.tuples(
    st.sampled_from(ACCOUNTS), st.sampled_from(ACCOUNTS), st.sampled_from(["sale", "wage"]), st.floats(-1e6, 1e6)
)


@given(st.lists(TRANSFERS, max_size=30))
def test_all_accounts_together_are_zero_and_each_agrees_with_the_journal_whatever_is_posted(transfers):
    books = Books(["ford"])
    for payer, payee, category, amount in transfers:
        books.post(payer, payee, category, amount)
    _, gap = books.worst_imbalance()
    assert abs(gap) <= 1e-9 * max(1.0, books.turnover())


def test_a_transfer_takes_from_the_payer_what_it_gives_to_the_payee():
    books = Books(["ford"])
    books.post(CONSUMERS, ACCOUNTS[2], "sale", 850.0, "ford")
    assert books.balance(CONSUMERS) == -850
    assert books.balance(ACCOUNTS[2]) == 850
    assert books.amounts().tolist() == [850]
    assert books.lines[0].category == "sale"


def test_an_account_that_was_tampered_with_is_named():
    books = Books(["ford"])
    books.post(CONSUMERS, ACCOUNTS[2], "sale", 850.0, "ford")
    books._balances[ACCOUNTS[2]] += 10
    assert books.worst_imbalance()[1] == 10


def test_a_journal_that_was_tampered_with_names_the_account_that_differs():
    books = Books(["ford"])
    books.post(CONSUMERS, ACCOUNTS[2], "sale", 850.0, "ford")
    books._amounts[0] += 10
    name, gap = books.worst_imbalance()
    assert name == "consumer"
    assert gap == 10


def test_a_chain_that_does_not_exist_and_an_amount_that_is_no_number_are_refused():
    books = Books(["ford"])
    with pytest.raises(RequestError, match=r"no chain 'frod'.*the chains are ford"):
        books.post(CONSUMERS, Account("producer", "frod"), "sale", 1.0, "ford")
    with pytest.raises(RequestError, match="must be a number"):
        books.post(CONSUMERS, OUTSIDE, "gift", float("nan"))
    assert books.lines == ()
