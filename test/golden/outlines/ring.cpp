#include <vector>

namespace rings {

// A ring of numbers.
class Ring {
 public:
  explicit Ring(int size) : size_(size) {}
  int at(int i) const;

 private:
  int size_;
};

int Ring::at(int i) const {
  while (i < 0) { i += size_; }
  return i % size_;
}

template <typename T>
static T largest(const std::vector<T>& all)
{
  return all[0];
}

}  // namespace rings

TEST(Ring, Wraps) {
  EXPECT_EQ(1, 1);
}
