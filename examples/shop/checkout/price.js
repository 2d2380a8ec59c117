// Price of a basket: a tenth less for each unit that is bought at least ten times.
const MANY = 10;

/** The fault: each unit is compared with every other, so twice the basket takes four times as long. */
function priceOfUnits(units) {
  let total = 0;
  for (const unit of units) {
    const alike = countAlike(units, unit);
    total += alike >= MANY ? unit.price * 0.9 : unit.price;
  }
  return Math.round(total * 100) / 100;
}

function countAlike(units, { sku }) {
  let count = 0;
  for (const other of units) if (other.sku === sku) count++;
  return count;
}

exports.priceOfBasket = (items, prices) =>
  priceOfUnits(
    items.flatMap(({ sku, quantity }) =>
      Array.from({ length: quantity }, () => ({ sku, price: prices.get(sku) ?? 0 })),
    ),
  );
