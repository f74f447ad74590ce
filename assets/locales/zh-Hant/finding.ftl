# 尋找：搜尋、標籤、分類、訂閱。

search-title = 搜尋：{ $query }
search-for = 搜尋內容
search-again = 搜尋論壇
search-narrow = 縮小搜尋範圍
search-example-tag = tag:酵母
search-means-tag = 只看有這個標籤的主題
search-example-user = user:ada
search-means-user = 只看這位成員寫的內容
search-example-category = category:釀造
search-means-category = 只看這個分類
search-example-answered = is:answered
search-means-answered = 已有回答的問題
search-example-unanswered = is:unanswered
search-means-unanswered = 還沒有回答的問題
search-example-accepted = is:accepted
search-means-accepted = 已採納回答的問題
search-example-score = score:5
search-means-score = 得分至少 5 的文章；也可以用 <、>、<= 和 =
search-example-phrase = "二次發酵"
search-means-phrase = 這幾個字必須連在一起
search-example-without = -葡萄酒
search-means-without = 不看含有這個詞的內容
search-unknown = 搜尋不認得「{ $filter }」這個條件。
search-nowhere = 這裡沒有「{ $filter }」。
search-people = 成員
search-no-words = 還不知道要找什麼
search-no-words-hint = 除了要排除的詞，還要寫一個想找的詞。
search-none = 找不到相關內容
search-none-hint = 試試少寫幾個詞、換個說法，或拿掉一個條件。
search-no-more = 沒有更多結果了
search-count = { $n } 筆結果
search-cut = 以下是最近 { $n } 筆結果中最相關的。多寫幾個詞或加上條件，可以找到更早的內容。
search-chosen-from = 依這些條件只查找了最近的 { $shown } 篇貼文。換一個詞或更少見的標籤，可以找到更早的內容。
search-answer = 回答
search-reply = 回覆
search-accepted = 已採納
search-score = 得分 { $shown }
search-previous = 上一頁結果
search-next = 更多結果

tags-find = 尋找標籤
tags-starting = 標籤的開頭
tags-all = 所有標籤
tags-none = 還沒有標籤
tags-none-hint = 主題用了標籤之後，就會列在這裡。
tags-no-match = 沒有以「{ $start }」開頭的標籤
tags-cut = 這裡列出最常用的 { $n } 個標籤。輸入開頭的字可以尋找其他標籤。

categories-none = 還沒有分類
categories-nothing = 這裡還沒有內容
categories-topics = 個主題

feed-answer = 回答：{ $title }
feed-reply = 回覆：{ $title }
