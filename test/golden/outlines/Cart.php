<html><body><?php
namespace Shop;

/** What will be bought. */
final class Cart implements Countable
{
    private array $lines = [];

    /** How many lines. */
    #[Pure]
    public function count(): int
    {
        return count($this->lines);
    }
}

$cart = new Cart();

function total(Cart $cart): float
{
    return 0.0;
}
?>
</body></html>
